"""What customers quote of us, apart from what they say themselves."""

import re

# Lines with which mail programs begin what they quote, in English and Chinese.
_BEGINS = re.compile(
    r"^(?:>|-{2,}\s*(?:Original Message|Forwarded message|原始邮件|转发邮件)|_{10,}$"
    r"|(?:On|在)\s.{4,200}(?:wrote|写道)\s*[:：]$|(?:From|发件人)\s*[:：]\s?\S+.*@)",
    re.IGNORECASE,
)


def apart(body: str) -> tuple[str, str]:
    """Return one's own words and what is quoted below them; "" where nothing is.

    Words below a quotation are one's own again, so that nothing said is ever folded away: then
    nothing is. Who quotes and says nothing is shown whole.
    """
    lines = body.splitlines()
    begins = next((at for at, line in enumerate(lines) if _BEGINS.match(line.strip())), None)
    if begins is None:
        return body, ""
    own, quoted = "\n".join(lines[:begins]).rstrip(), "\n".join(lines[begins:])
    marks = [line.lstrip()[:1] for line in lines[begins:] if line.strip()]
    goes_on = ">" in marks and set(marks[marks.index(">") :]) != {">"}
    return (own, quoted) if own.strip() and not goes_on else (body, "")
