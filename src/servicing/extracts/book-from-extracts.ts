import type { ServicingSystem } from '../../domain/sync/servicing-system';

/** The book from one servicing system, payments and checks by another: extracts beside a connector. */
export function bookFromExtracts(extracts: ServicingSystem, connector: ServicingSystem): ServicingSystem {
  return {
    describe: (...given) => extracts.describe(...given),
    readChanges: (...given) => extracts.readChanges(...given),
    readCustomer: (...given) => extracts.readCustomer(...given),
    findBankAccount: (...given) => connector.findBankAccount(...given),
    readEnrolmentFacts: (...given) => connector.readEnrolmentFacts(...given),
    putAlternateEft: (...given) => connector.putAlternateEft(...given),
    cancelAlternateEft: (...given) => connector.cancelAlternateEft(...given),
    findAlternateEft: (...given) => connector.findAlternateEft(...given),
    listEftBatches: (...given) => connector.listEftBatches(...given),
  };
}
