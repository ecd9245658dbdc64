import type { LetterBranding, LetterContent, LetterKind } from './letter';
import { renderLetter, type RenderedLetter } from './letter-layout';

/** A letter of that kind in that look, with made-up values: nothing in it opens anything. */
export function sampleLetter(kind: LetterKind, branding: LetterBranding): RenderedLetter {
  const to = { email: 'dana.sample@example.com', name: 'Dana Sample' };
  return renderLetter({ to, branding, content: contentOf(kind, new URL('#sample', branding.siteUrl).href) });
}

function contentOf(kind: LetterKind, link: string): LetterContent {
  switch (kind) {
    case 'LOG_IN_CODE':
      return { kind, code: '123456', minutes: 5 };
    case 'REGISTRATION':
      return { kind, link, hours: 72 };
    case 'PASSWORD_RESET':
      return { kind, link, minutes: 30 };
    case 'PASSWORD_CHANGED':
      return { kind };
    case 'FACTOR_CHANGED':
      return { kind, what: 'An authenticator app was added to your account.' };
  }
}
