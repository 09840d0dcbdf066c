/* SPDX-License-Identifier: MIT */
/* What a shell completes of failoverctl. */
#include <ctype.h>
#include <string.h>

#include "../ctl/options.h"
#include "../ctl/verb.h"
#include "man.h"

/* The words that may follow the verb: "check [PATH] | schema [FILE]" has check and schema. */
static void
add_words(struct buf *ret, const char *args)
{
	while (*args) {
		size_t len = strspn(args, "abcdefghijklmnopqrstuvwxyz-");
		bool begins = len > 0 && (args[len] == '\0' || strchr(" ]|", args[len]));

		if (begins)
			buf_printf(ret, " %.*s", (int)len, args);
		args += len > 0 ? len : 1;
		if (len == 0 && isupper((unsigned char)args[-1]))
			args += strcspn(args, " ]|"); /* a name for something: SCENARIO.json */
	}
}

static void
add_options(struct buf *ret, unsigned takes)
{
	struct option_word option;

	for (size_t i = 0; options_word(i, &option); i++)
		if (option.takes & (takes | TAKES_ALWAYS))
			buf_printf(ret, " --%s%s", option.name, option.may_lack_value ? "=" : "");
}

static void
add_valued(struct buf *ret)
{
	struct option_word option;
	bool any = false;

	for (size_t i = 0; options_word(i, &option); i++)
		if (option.value && !option.may_lack_value) {
			buf_printf(ret, "%s--%s", any ? "|" : "", option.name);
			any = true;
		}
}

static void
add_verbs(struct buf *ret)
{
	for (const struct verb *verb = verb_all; verb->name; verb++)
		buf_printf(ret, "%s%s", verb == verb_all ? "" : " ", verb->name);
}

void
man_bash(struct buf *ret)
{
	buf_puts(ret,
	    "# bash completion of failoverctl; made of its table of verbs\n\n"
	    "_failoverctl()\n{\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	    "\tlocal verb= words= i\n\n"
	    "\tCOMPREPLY=()\n"
	    "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	    "\t\tcase ${COMP_WORDS[i]} in\n\t\t");
	add_valued(ret);
	buf_puts(ret,
	    ") i=$((i + 1)) ;;\n"
	    "\t\t-*) ;;\n"
	    "\t\t*)\n\t\t\tverb=${COMP_WORDS[i]}\n\t\t\tbreak\n\t\t\t;;\n"
	    "\t\tesac\n\tdone\n"
	    "\tcase $before in\n\t--socket)\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\t\treturn\n\t\t;;\n\t");
	add_valued(ret);
	buf_puts(ret, ") return ;;\n\tesac\n\tcase $verb in\n\t'') words='");
	add_verbs(ret);
	add_options(ret, 0);
	buf_puts(ret, "' ;;\n");
	for (const struct verb *verb = verb_all; verb->name; verb++) {
		buf_printf(ret, "\t%s) words='", verb->name);
		if (verb->run)
			add_words(ret, verb->args);
		else
			add_verbs(ret);
		add_options(ret, verb->takes);
		buf_puts(ret, "' ;;\n");
	}
	buf_puts(ret,
	    "\tesac\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
	    "}\n\n"
	    "complete -o default -F _failoverctl failoverctl\n");
}

/* Within single quotes, of which the help has none, and within _arguments, where : and [] count. */
static void
add_help(struct buf *ret, const char *help)
{
	for (; *help; help++) {
		if (strchr(":[]\\", *help))
			buf_putc(ret, '\\');
		if (*help == '\'')
			buf_puts(ret, "'\\''");
		else
			buf_putc(ret, *help);
	}
}

static void
add_zsh_options(struct buf *ret, unsigned takes)
{
	struct option_word option;

	for (size_t i = 0; options_word(i, &option); i++) {
		if (!(option.takes & (takes | TAKES_ALWAYS)))
			continue;
		buf_printf(ret, " \\\n\t\t\t'--%s%s[", option.name,
		    option.may_lack_value ? "=-" : "");
		add_help(ret, option.help);
		buf_puts(ret, "]");
		if (option.value) {
			buf_puts(ret, option.may_lack_value ? "::" : ":");
			add_help(ret, option.value);
			buf_puts(ret, strcmp(option.name, "socket") == 0 ? ":_files" : ":");
		}
		buf_puts(ret, "'");
	}
}

void
man_zsh(struct buf *ret)
{
	buf_puts(ret,
	    "#compdef failoverctl\n# Made of its table of verbs.\n\n"
	    "_failoverctl_verbs() {\n\tlocal -a verbs=(\n");
	for (const struct verb *verb = verb_all; verb->name; verb++) {
		buf_printf(ret, "\t\t'%s:", verb->name);
		add_help(ret, verb->help);
		buf_puts(ret, "'\n");
	}
	buf_puts(ret,
	    "\t)\n\t_describe verb verbs\n}\n\n"
	    "_failoverctl() {\n\tlocal context state line\n\n"
	    "\t_arguments -C '1:verb:_failoverctl_verbs' '*::argument:->verb'\n"
	    "\t[[ $state == verb ]] || return\n"
	    "\tcase $line[1] in\n");
	for (const struct verb *verb = verb_all; verb->name; verb++) {
		buf_printf(ret, "\t%s)\n\t\t_arguments '*:argument:", verb->name);
		if (verb->run) {
			buf_puts(ret, "{ compadd --");
			add_words(ret, verb->args);
			buf_puts(ret, "; _files }'");
		} else
			buf_puts(ret, "_failoverctl_verbs'");
		add_zsh_options(ret, verb->takes);
		buf_puts(ret, "\n\t\t;;\n");
	}
	buf_puts(ret, "\tesac\n}\n\n_failoverctl \"$@\"\n");
}
