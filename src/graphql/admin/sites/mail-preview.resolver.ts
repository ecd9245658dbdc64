import { Arg, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { LetterKind } from '../../../domain/mail/letter';
import { sampleLetter } from '../../../domain/mail/sample-letter';
import { siteBranding } from '../../../domain/sites/site-branding';
import type { SiteReader } from '../../../domain/sites/site.service';
import { decodeKeyOf } from '../../shared/node-id';
import { MailKindEnum } from '../mail/mail.type';

@ObjectType('MailPreview', { description: 'What a mail looks like, with made-up values.', simpleResolvers: true })
class MailPreviewType {
  @Field(() => String, { description: 'The subject.' })
  subject: string;

  @Field(() => String, { description: 'The mail as plain text.' })
  text: string;

  @Field(() => String, { description: 'The mail as an HTML document.' })
  html: string;
}

/** Site → what its mails look like. */
@Resolver()
export class MailPreviewResolver {
  constructor(private readonly siteReader: SiteReader) {}

  @Query(() => MailPreviewType, {
    nullable: true,
    description: "A mail in a site's look, with made-up values; null when there is no site with that id.",
  })
  async mailPreview(
    @Arg('siteId', () => ID, { description: "A site's id." }) siteId: string,
    @Arg('kind', () => MailKindEnum, { description: 'What the mail is for.' }) kind: LetterKind,
  ): Promise<MailPreviewType | null> {
    const [site] = await this.siteReader.findByIds([decodeKeyOf('Site', siteId) ?? 0]);
    return site ? sampleLetter(kind, siteBranding(site)) : null;
  }
}
