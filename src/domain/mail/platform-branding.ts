import type { LetterBranding } from './letter';

/** The look of letters to platform users, whose links lead to where the APIs are reached. */
export function platformBranding(publicUrl: string): LetterBranding {
  return { siteName: 'Customer portal administration', siteUrl: publicUrl, supportEmail: null, buttonColor: null };
}
