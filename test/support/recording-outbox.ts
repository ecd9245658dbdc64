import type { Letter, LetterKind, Outbox } from '../../src/domain/mail/letter';

/** Remembers every letter on its way to the outbox, unless told to refuse them; whether the transaction was committed is not its business. */
export class RecordingOutbox implements Outbox {
  readonly post: Outbox['post'];
  readonly letters: Letter[] = [];
  private fault: Error | undefined;

  constructor(outbox: Outbox) {
    const post = outbox.post.bind(outbox);
    this.post = outbox.post = async (transaction, ...letters) => {
      if (this.fault) throw this.fault;
      this.letters.push(...letters);
      await post(transaction, ...letters);
    };
  }

  /** Refuses what is posted, until told otherwise. */
  fail(fault: Error | undefined): void {
    this.fault = fault;
  }

  kinds(): LetterKind[] {
    return this.letters.map(({ content }) => content.kind);
  }

  /** The token of the link that was posted last to that e-mail. @throws Error when there is none. */
  lastToken(email: string): string {
    const links = this.letters.flatMap(({ to, content }) => (to.email === email && 'link' in content ? [content.link] : []));
    const link = links.at(-1);
    if (link === undefined) throw new Error(`No link was posted to ${email}.`);
    return link.slice(link.indexOf('#') + 1);
  }
}
