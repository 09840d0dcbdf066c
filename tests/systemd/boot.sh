#!/bin/bash
# SPDX-License-Identifier: MIT
# boot.sh WORK REPOSITORY BUILD - the first process of fresh namespaces: builds the root, and
# becomes systemd.
# boot.sh --try - only looks whether it may; the last line of what it says is why not.
set -euo pipefail

base=/mnt

make_root() {
	mount -t tmpfs -o mode=755,size=1g failoverd-test $base
	mkdir $base/{upper,overlay,root,out,payload}
	mount -t overlay overlay -o lowerdir=/,upperdir=$base/upper,workdir=$base/overlay $base/root
}

# The view of cgroups begins at our own.
see_cgroups() {
	while umount -l /sys/fs/cgroup 2>/dev/null; do :; done
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
}

if [ "$1" = --try ]; then
	make_root
	see_cgroups
	mkdir /sys/fs/cgroup/try
	rmdir /sys/fs/cgroup/try
	mount -t devpts -o newinstance devpts $base/out
	mount -t sysfs -o ro,nosuid,nodev,noexec sysfs $base/payload
	exit
fi

work=$1
repository=$2
build=$3
make_root
root=$base/root
mount --bind "$work/out" $base/out
mount --bind "$work/root" $base/payload

cp -a --no-preserve=ownership $base/payload/. $root/
mkdir -p $root/out $root/var/lib/failoverd-test $root/usr/src/failoverd $root/usr/src/build
mount --bind $base/out $root/out
mount --bind -o ro "$repository" $root/usr/src/failoverd
mount --bind -o ro "$build" $root/usr/src/build
rm -f $root/etc/machine-id $root/etc/resolv.conf
tr -d - </proc/sys/kernel/random/uuid >$root/etc/machine-id
: >$root/etc/resolv.conf
# Whatever else is installed on this machine stays out of it.
rm -rf $root/usr/sbin/policy-rc.d $root/etc/systemd/system/*.wants $root/var/log/journal
for unit in sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
	sys-fs-fuse-connections.mount systemd-timesyncd.service; do
	ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

see_cgroups
ip link set lo up 2>/dev/null || true

mount -t proc -o nosuid,nodev,noexec proc $root/proc
# The settings of the kernel are the machine's own.
mount --bind $root/proc/sys $root/proc/sys
mount -o remount,bind,ro $root/proc/sys
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs $root/sys
mount -t cgroup2 cgroup2 $root/sys/fs/cgroup
mount -t tmpfs -o mode=755,nosuid tmpfs $root/dev
for device in null zero full random urandom tty; do
	touch $root/dev/$device
	mount --bind /dev/$device $root/dev/$device
done
mkdir $root/dev/pts $root/dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts $root/dev/pts
ln -s pts/ptmx $root/dev/ptmx
ln -s /proc/self/fd $root/dev/fd
ln -s fd/0 $root/dev/stdin
ln -s fd/1 $root/dev/stdout
ln -s fd/2 $root/dev/stderr
mount -t tmpfs -o mode=1777 tmpfs $root/dev/shm
mount -t tmpfs -o mode=755 tmpfs $root/run
mount -t tmpfs -o mode=1777 tmpfs $root/tmp

hostname failoverd-test
cd $root
mkdir -p before
pivot_root . before
umount -l /before
rmdir /before 2>/dev/null || true
# As systemd expects it: without, credentials do not reach the services they are for.
mount --make-rshared /
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
	/lib/systemd/systemd --system --unit=guest.target --show-status=0
