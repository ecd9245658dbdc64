import type { ServicingSystem } from '../domain/sync/servicing-system';
import { unavailable } from '../kernel/fault';
import { ConnectorError } from './connector-client';

function refuse(): Promise<never> {
  const reason = new ConnectorError(
    'No connector is configured: PORTAL_ASPIRE_URL and PORTAL_ASPIRE_TOKEN name it, or PORTAL_EXTRACT_FOLDER a folder of extracts.',
  );
  return Promise.reject(unavailable('servicing system', reason));
}

/** Stands where no connector is configured: everything that needs none works, everything else says what is missing. */
export const noServicingSystem: ServicingSystem = {
  describe: refuse,
  readChanges: refuse,
  readCustomer: refuse,
  findBankAccount: refuse,
  readEnrolmentFacts: refuse,
  putAlternateEft: refuse,
  cancelAlternateEft: refuse,
  findAlternateEft: refuse,
  listEftBatches: refuse,
};
