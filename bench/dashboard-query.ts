/** The first page of a front end: everything of twenty contracts that fits a screen, about 1 900 leaves. */
export const DASHBOARD_QUERY = `query Dashboard {
  viewer { firstName lastName email }
  contracts(first: 20) {
    edges {
      node {
        id
        contractNumber
        description
        scenario
        nextDueOn
        paymentAmount { amount currencyCode }
        customer { name }
        invoices(first: 12) { edges { node { invoiceNumber dueOn state amount { amount } balance { amount } } } }
        receivedPayments(first: 6) { edges { node { receivedOn status method amount { amount } } } }
      }
    }
  }
}`;

export const DASHBOARD_SIZE = { contracts: 20, invoices: 12, receivedPayments: 6 } as const;
