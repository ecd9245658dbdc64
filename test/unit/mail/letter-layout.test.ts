import { LETTER_KINDS, type Letter, type LetterBranding, type LetterContent, type LetterKind } from '../../../src/domain/mail/letter';
import { readableOn, renderLetter, type RenderedLetter } from '../../../src/domain/mail/letter-layout';
import { platformBranding } from '../../../src/domain/mail/platform-branding';
import { sampleLetter } from '../../../src/domain/mail/sample-letter';

const BRANDING: LetterBranding = {
  siteName: 'North',
  siteUrl: 'https://north.example',
  supportEmail: 'help@north.example',
  buttonColor: '#ffcc00',
};
const LINK = 'https://north.example/reset#token=A-b_1';
const RESET: LetterContent = { kind: 'PASSWORD_RESET', link: LINK, minutes: 30 };

function render(content: LetterContent, parts: { to?: Letter['to']; branding?: Partial<LetterBranding> } = {}): RenderedLetter {
  const { to = { email: 'dana@example.com', name: 'Dana' }, branding } = parts;
  return renderLetter({ to, branding: { ...BRANDING, ...branding }, content });
}

describe('a letter', () => {
  it('is written in the name of the site, with its button, foot and address', () => {
    const { subject, text, html } = render(RESET);
    expect(subject).toBe('Set a new password for North');
    expect(text).toContain(
      `Hello Dana,\n\nSomebody, we hope you, asked to set a new password:\n\n${LINK}\n\nThe link works once, within 30 minutes.`,
    );
    expect(text).toContain('\n-- \nNorth\nhttps://north.example\nQuestions? help@north.example\n');
    expect(html).toContain(
      `<a href="${LINK}" style="display:inline-block;padding:12px 20px;border-radius:4px;text-decoration:none;background:#ffcc00;color:#000000">`,
    );
    expect(html).toContain('mailto:help@north.example');
  });

  it('names the code on a line of its own and nowhere in the subject', () => {
    const { subject, text, html } = render({ kind: 'LOG_IN_CODE', code: '012345', minutes: 5 });
    expect(text).toMatch(/^012345$/m);
    expect(text).toContain('within 5 minutes');
    expect(html).toContain('>012345<');
    expect(subject).not.toContain('012345');
  });

  it('counts one of something rightly', () => {
    expect(render({ kind: 'REGISTRATION', link: LINK, hours: 1 }).text).toContain('within 1 hour.');
  });

  it.each(Object.keys(LETTER_KINDS) as LetterKind[])(
    '%s has a sample in any look, without a table and without anything from elsewhere',
    (kind) => {
      const { subject, text, html } = sampleLetter(kind, platformBranding('https://api.example:8443/portal'));
      expect(subject).toMatch(/Customer portal administration/);
      expect(text).toContain('Hello Dana Sample,');
      expect(text).not.toContain('Questions?');
      expect(html).not.toMatch(/<table|<script|<img|<link|url\(/i);
      expect(html.match(/href="[^"]*"/g)?.every((href) => href.startsWith('href="https://api.example:8443/portal'))).toBe(true);
    },
  );

  const nasty = '<b>"Eve\' & Co</b>';
  it('escapes whatever comes from people', () => {
    const { text, html } = render({ kind: 'FACTOR_CHANGED', what: nasty }, { branding: { siteName: nasty } });
    expect(html).not.toContain('<b>');
    expect(html.split('&lt;b&gt;&quot;Eve&#39; &amp; Co&lt;/b&gt;')).toHaveLength(5);
    expect(text).toContain(nasty);
  });

  it.each([
    'North\r\nBcc: eve@example.com',
    'North\nBcc: eve@example.com',
    'North\u2028Bcc: eve@example.com',
    'North\u0000\u0085Bcc: eve@example.com',
  ])('has one line for a subject whatever the site is called: %j', (siteName) => {
    const { subject, text } = render(RESET, { branding: { siteName } });
    expect(subject).toBe('Set a new password for North Bcc: eve@example.com');
    expect(text).not.toMatch(/^Bcc:/m);
  });

  it('has a subject of bounded length', () => {
    expect([...render(RESET, { branding: { siteName: '😀'.repeat(300) } }).subject].length).toBeLessThanOrEqual(150);
  });

  it.each([
    ['Dana', 'Hello Dana,'],
    ["Seán O'Neil-Smith Jr.", "Hello Seán O'Neil-Smith Jr.,"],
    ['', 'Hello,'],
    ['Dana\r\n\r\nYour code is 000000', 'Hello Dana Your code is 000000,'],
    ['win at https://evil.example', 'Hello,'],
    ['evil.example/win', 'Hello,'],
    ['evil.example', 'Hello,'],
    ['eve@evil.example', 'Hello,'],
    ['\u202egnimoc', 'Hello gnimoc,'],
  ])('greets %j', (name, greeting) => {
    expect(render(RESET, { to: { email: 'dana@example.com', name } }).text.split('\n')[0]).toBe(greeting);
  });

  it.each([
    'https://evil.example/reset',
    'https://north.example.evil.example/',
    'http://north.example/',
    'https://north.example@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    '/reset',
    'https://north.example/"onclick="x',
    'https://north.example/\nhttps://evil.example',
  ])('never leads to %j', (link) => {
    expect(() => render({ kind: 'PASSWORD_RESET', link, minutes: 30 })).toThrow('must lead to the site');
  });

  it.each([['red;background:url(https://evil.example)'], [null], ['#12345'], ['#1234567']])(
    'with the button colour %j takes the default',
    (buttonColor) => {
      expect(render(RESET, { branding: { buttonColor } }).html).toContain('background:#1f4e79;color:#ffffff"');
    },
  );

  it('leaves a support address out that is none', () => {
    const { text, html } = render(RESET, { branding: { supportEmail: 'a@b.example, c@d.example' } });
    expect(`${text}${html}`).not.toContain('Questions?');
  });

  it.each([
    ['#000000', '#ffffff'],
    ['#ffffff', '#000000'],
    ['#ffcc00', '#000000'],
    ['#767676', '#000000'],
    ['#d00000', '#ffffff'],
    ['#0000FF', '#ffffff'],
  ])('writes on %s in %s', (background, color) => {
    expect(readableOn(background)).toBe(color);
  });
});
