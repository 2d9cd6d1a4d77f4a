const ZERO = 0x30;
const LENGTH_SECONDS = 'YYYY-MM-DDTHH:MM:SSZ'.length;
const LENGTH_MILLISECONDS = 'YYYY-MM-DDTHH:MM:SS.mmmZ'.length;
const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** The day of the last text, and its beginning in epoch ms: most texts are of the same day. */
let lastDay = '';
let lastDayMs = NaN;

/**
 * Epoch milliseconds of a text, as `Date.parse` gives them; NaN when it is no time. The usual form, with `Z` and whole
 * seconds or milliseconds, is read digit by digit, in a fifth of the time: every reading has one.
 */
export function parseIsoTime(text: string): number {
  const { length } = text;
  if (length !== LENGTH_MILLISECONDS && length !== LENGTH_SECONDS) return Date.parse(text);
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  const milliseconds = length === LENGTH_MILLISECONDS ? threeDigits(text, 20) : 0;
  if (
    !(hours < 24 && minutes < 60 && seconds < 60 && milliseconds >= 0) ||
    text[10] !== 'T' ||
    text[13] !== ':' ||
    text[16] !== ':' ||
    text[length - 1] !== 'Z' ||
    (length === LENGTH_MILLISECONDS && text[19] !== '.')
  )
    return Date.parse(text);
  if (!text.startsWith(lastDay) || lastDay === '') {
    const day = text.slice(0, DATE_LENGTH);
    const dayMs = Date.parse(day);
    // A year with a sign, or no date at all: what Date.parse makes of the whole is another matter.
    if (Number.isNaN(dayMs) || !/^\d{4}-\d\d-\d\d$/.test(day)) return Date.parse(text);
    lastDay = day;
    lastDayMs = dayMs;
  }
  return lastDayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** NaN unless both are digits. */
function twoDigits(text: string, at: number): number {
  const [tens, units] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : NaN;
}

function threeDigits(text: string, at: number): number {
  const units = text.charCodeAt(at + 2) - ZERO;
  return units >= 0 && units <= 9 ? twoDigits(text, at) * 10 + units : NaN;
}
