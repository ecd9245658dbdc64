import type { LetterBranding } from '../mail/letter';
import type { SiteRow } from './site.service';

/** The look of letters to a site's users, whose links lead to the site. */
export function siteBranding({ name, url, supportEmail, buttonColor }: SiteRow): LetterBranding {
  return { siteName: name, siteUrl: url, supportEmail, buttonColor };
}
