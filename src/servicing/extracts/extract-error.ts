import { ConnectorError } from '../connector-client';

/** Why an extract folder cannot be read, for the people who deliver it: names the file and the field. */
export class ExtractError extends ConnectorError {
  override readonly name = 'ExtractError';

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`The extract folder's ${file}: ${problem}`, options);
  }
}
