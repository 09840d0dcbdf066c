/* SPDX-License-Identifier: MIT */
/* Text as mdoc wants it. */
#include <ctype.h>
#include <string.h>

#include "man.h"

#define WIDTH 78

static void
add_escaped(struct buf *ret, const char *word, size_t len)
{
	if (len > 0 && (word[0] == '.' || word[0] == '\''))
		buf_puts(ret, "\\&");
	for (size_t i = 0; i < len; i++)
		switch (word[i]) {
		case '\\':
			buf_puts(ret, "\\e");
			break;
		case '-':
			/* A hyphen may end a line; the dash of an option may not. */
			buf_puts(ret,
			    i + 1 < len && (i == 0 || word[i - 1] == '-' || word[i + 1] == '-')
				? "\\-"
				: "-");
			break;
		case '(': /* "now()" is no function of a manual's */
			buf_puts(ret, i > 0 && i + 1 < len && word[i + 1] == ')' ? "\\&(" : "(");
			break;
		default:
			buf_putc(ret, word[i]);
		}
}

static bool
ends_sentence(const char *word, size_t len)
{
	return len > 1 && strchr(".!?", word[len - 1]) && word[len] == ' ' &&
	    (isupper((unsigned char)word[len + 1]) || !isdigit((unsigned char)word[len - 2]));
}

void
man_text(struct buf *ret, const char *text)
{
	size_t column = 0;

	while (*text) {
		autofree(buf_done) struct buf word = { 0 };
		size_t len = strcspn(text, " ");

		add_escaped(&word, text, len);
		if (column > 0 && column + 1 + word.len > WIDTH) {
			buf_putc(ret, '\n');
			column = 0;
		} else if (column > 0) {
			buf_putc(ret, ' ');
			column++;
		}
		buf_add(ret, buf_text(&word), word.len);
		column += word.len;
		if (ends_sentence(text, len)) {
			buf_putc(ret, '\n');
			column = 0;
		}
		text += len;
		text += *text == ' ';
	}
	buf_putc(ret, '\n');
}

void
man_word(struct buf *ret, const char *word)
{
	bool apart = word[strcspn(word, " |")] != '\0';

	if (apart)
		buf_putc(ret, '"');
	for (; *word; word++)
		if (*word == '"')
			buf_puts(ret, "\\(dq");
		else
			add_escaped(ret, word, 1);
	if (apart)
		buf_putc(ret, '"');
}

void
man_sentence(struct buf *ret, const char *text)
{
	autofree(buf_done) struct buf sentence = { 0 };
	size_t len = strlen(text);

	buf_puts(&sentence, text);
	/* Not of a word that means itself. */
	if (len > 1 && islower((unsigned char)text[0]) && text[strcspn(text, " ,.:")] != '.')
		sentence.data[0] = (char)toupper((unsigned char)text[0]);
	if (len > 0 && !strchr(".!?", text[len - 1]))
		buf_putc(&sentence, '.');
	man_text(ret, buf_text(&sentence));
}
