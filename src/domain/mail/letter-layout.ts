import type { Letter, LetterBranding } from './letter';
import { wordsOf, type LetterWords } from './letter-words';
import { escapeHtml, isMailable, singleLine } from './plain-text';

/** A letter as it goes out. */
export interface RenderedLetter {
  subject: string;
  text: string;
  html: string;
}

const LONGEST_SUBJECT = 150;
const LONGEST_NAME = 100;
const DEFAULT_BUTTON_COLOR = '#1f4e79';
const BODY =
  "margin:0;padding:24px;background:#f4f5f7;font-family:Arial,'Helvetica Neue',sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a";
const SHEET = 'max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:6px';
const CODE = "font-family:'Courier New',monospace;font-size:32px;font-weight:bold;letter-spacing:6px;margin:24px 0";
const SMALL = 'font-size:13px;color:#555555';

/**
 * A letter as plain text and as HTML, in the site's look. What comes from people is escaped and on one line; a link is taken only as it was given.
 * @throws Error for a link that does not lead to the site: nothing of a request may ever decide where a letter leads.
 */
export function renderLetter({ to, branding, content }: Pick<Letter, 'to' | 'branding' | 'content'>): RenderedLetter {
  const siteName = singleLine(branding.siteName, LONGEST_NAME);
  const words = wordsOf(content, siteName);
  if (words.button) assertLeadsTo(branding.siteUrl, words.button.link);
  const letter = { ...words, subject: singleLine(words.subject, LONGEST_SUBJECT), greeting: greetingOf(to.name) };
  const look = {
    ...branding,
    siteName,
    supportEmail: branding.supportEmail !== null && isMailable(branding.supportEmail) ? branding.supportEmail : null,
  };
  return { subject: letter.subject, text: asText(letter, look), html: asHtml(letter, look) };
}

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

function siteLink(siteUrl: string): string {
  const shown = escapeHtml(siteUrl);
  return webAddress(siteUrl) ? `<a href="${shown}">${shown}</a>` : shown;
}

/** Names are not validated: one that reads as an address would make a letter of ours point anywhere. */
function greetingOf(name: string): string {
  const plain = singleLine(name, LONGEST_NAME);
  return plain === '' || /[/:@\\]|\S\.\S{2}/.test(plain) ? 'Hello,' : `Hello ${plain},`;
}

function assertLeadsTo(siteUrl: string, link: string): void {
  const [url, site] = [webAddress(link), webAddress(siteUrl)];
  if (!url || url.origin !== site?.origin || /[\s<>"']/.test(link)) {
    throw new Error("A letter's link must lead to the site in whose name it is written.");
  }
}

type GreetingWords = LetterWords & { greeting: string };

function asText({ greeting, opening, code, button, closing }: GreetingWords, { siteName, siteUrl, supportEmail }: LetterBranding): string {
  const secret = code ?? button?.link;
  const parts = [greeting, ...opening, ...(secret === undefined ? [] : [secret]), ...closing].map((part) => singleLine(part, 2_000));
  const foot = ['-- ', siteName, siteUrl, ...(supportEmail === null ? [] : [`Questions? ${supportEmail}`])];
  return `${[...parts, foot.join('\n')].join('\n\n')}\n`;
}

function asHtml(letter: GreetingWords, { siteName, siteUrl, supportEmail, buttonColor }: LetterBranding): string {
  const { subject, greeting, opening, code, button, closing } = letter;
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  const support =
    supportEmail === null ? '' : `<br>Questions? <a href="mailto:${escapeHtml(encodeURI(supportEmail))}">${escapeHtml(supportEmail)}</a>`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="${BODY}"><div style="${SHEET}"><p style="font-size:18px;font-weight:bold">${escapeHtml(siteName)}</p>`,
    ...[greeting, ...opening].map(paragraph),
    ...(code === null ? [] : [`<p style="${CODE}">${escapeHtml(code)}</p>`]),
    ...(button ? [buttonOf(button, buttonColor)] : []),
    ...closing.map(paragraph),
    `<p style="${SMALL}">${escapeHtml(siteName)}<br>${siteLink(siteUrl)}${support}</p></div></body></html>`,
  ].join('\n');
}

function buttonOf({ label, link }: { label: string; link: string }, color: string | null): string {
  const background = color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : DEFAULT_BUTTON_COLOR;
  const style = `display:inline-block;padding:12px 20px;border-radius:4px;text-decoration:none;background:${background};color:${readableOn(background)}`;
  const href = escapeHtml(link);
  return `<p style="margin:24px 0"><a href="${href}" style="${style}">${escapeHtml(label)}</a></p>
<p style="${SMALL};word-break:break-all">If the button does not work, open this address:<br>${href}</p>`;
}

/** Black or white, whichever contrasts more with a background `#rrggbb` (relative luminance, WCAG 2.2). */
export function readableOn(background: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const share = parseInt(background.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}
