"""Customers of the application: they know its public name and nothing else.

Each looks the name up at the zone's name server, keeps the answer for its TTL
as a resolver would, and places an order a few times a second. What they saw is
the only measure of an outage that counts.
"""
import http.client
import json
import socket
import ssl
import struct
import threading
import time

PATIENCE_S = 1.0  # what a customer waits for an answer
PAUSE_S = 0.1     # between two orders of one customer


def lookup(name, server, timeout=PATIENCE_S):
    """Asks the authoritative server for an A record: (address, ttl) or raises OSError."""
    question = b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0"
    packet = struct.pack(">HHHHHH", 0x4444, 0x0100, 1, 0, 0, 0) + question + struct.pack(">HH", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(timeout)
        s.sendto(packet, server)
        answer = s.recv(512)
    if struct.unpack(">H", answer[6:8])[0] == 0:
        raise OSError("no address for %s" % name)
    at = 12 + len(question) + 4
    at += 2 if answer[at] & 0xC0 else answer.index(b"\0", at) - at + 1
    _, _, ttl, length = struct.unpack(">HHIH", answer[at:at + 10])
    return socket.inet_ntoa(answer[at + 10:at + 10 + length]), ttl


class Pinned(http.client.HTTPSConnection):
    """HTTPS to an address, for a name: what a client does after its resolver answered."""

    def __init__(self, name, address, port, context):
        super().__init__(name, port, timeout=PATIENCE_S, context=context)
        self.address, self.name, self.tls = address, name, context

    def connect(self):
        raw = socket.create_connection((self.address, self.port), PATIENCE_S)
        raw.settimeout(PATIENCE_S)
        self.sock = self.tls.wrap_socket(raw, server_hostname=self.name)


class Customers:
    """Threads that order; `log` is a list of (time, served, region or error, order id)."""

    def __init__(self, name, port, server, ca_file, count=3):
        self.name, self.port, self.server, self.count = name, port, server, count
        self.context = ssl.create_default_context(cafile=ca_file)
        self.log, self.lock, self.stopped = [], threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.order_on, args=(i,), daemon=True)
                        for i in range(count)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(3 * PATIENCE_S)

    def order_on(self, number):
        address, until, serial = None, 0.0, 0
        while not self.stopped.wait(PAUSE_S):
            serial += 1
            order = "c%d-%d" % (number, serial)
            try:
                if time.monotonic() >= until:
                    address, ttl = lookup(self.name, self.server)
                    until = time.monotonic() + ttl
                region = self.place(address, order)
                self.note(True, region, order)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.note(False, str(error) or type(error).__name__, order)

    def place(self, address, order):
        connection = Pinned(self.name, address, self.port, self.context)
        try:
            connection.request("POST", "/orders", json.dumps({"id": order}),
                               {"Content-Type": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 201:
                raise OSError("HTTP %d" % answer.status)
            return json.loads(body)["region"]
        finally:
            connection.close()

    def note(self, served, what, order):
        with self.lock:
            self.log.append((time.monotonic(), served, what, order))

    def seen(self):
        with self.lock:
            return list(self.log)

    def served_since(self, moment, region):
        """The first time after `moment` that an order was taken in `region`, or None."""
        for at, served, what, _ in self.seen():
            if at > moment and served and what == region:
                return at
        return None

    def outage(self, begin, end):
        """From the first refused order between two moments to the next one served: seconds."""
        first = last = None
        for at, served, _, _ in self.seen():
            if not begin <= at <= end:
                continue
            if not served:
                first, last = first or at, None
            elif first and last is None:
                last = at
        return (last or end) - first if first else 0.0
