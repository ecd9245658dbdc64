/** The features in their order: an earlier one must not know a later one. See docs/design.md. */
const features = [
  'audit',
  'mail',
  'sites',
  'accounts',
  'contracts',
  'users',
  'access',
  'identity',
  'invoices',
  'bank-accounts',
  'payments',
  'requests',
  'partners',
  'sync',
];

module.exports = { features };
