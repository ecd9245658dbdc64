import graphqlPlugin from '@graphql-eslint/eslint-plugin';

const { 'flat/schema-recommended': recommended, 'flat/schema-relay': relay } = graphqlPlugin.configs;

/** One printed schema; PORTAL_LINTED_SCHEMA names it, because the plug-in knows one schema per process. */
const schema = process.env['PORTAL_LINTED_SCHEMA'];

/** Values and answers: they are part of something and have no identity of their own. */
const withoutId = [
  'PageInfo',
  'Money',
  'Session',
  'UserError',
  'AuthenticatorAppOffer',
  'Challenge',
  'LoggedIn',
  'MfaSettings',
  'PaymentAuthorization',
  'PaymentEvidence',
  'PaymentHandOver',
  'PaymentReturnRate',
  'PaymentReturnRates',
  'PaymentSecCodeReturnRates',
  'PaymentSettings',
  'PaymentTrace',
  'PaymentTraceStep',
  'PasswordLink',
  'SecondFactors',
  'DetachedLink',
  'LinkableAccount',
  'SetAsideRecord',
  'SyncKindStatus',
  'CustomerSync',
  'DataStatus',
  'DataProgress',
  'DataKindStatus',
  'AccessFinding',
  'AccountLinkExplanation',
  'EnrolmentExplanation',
  'EnrolmentFinding',
  'EnrolmentHint',
  'EnrolmentHints',
  'BankAccountStop',
  'ContractAccessExplanation',
  'ContractReach',
  'ContractReachLink',
  'ContractReachUser',
  'LookAlikeAccount',
  'OpenInvoice',
  'PayableContract',
  'PaymentAuthorizationText',
  'PaymentLimits',
  'PaymentPreview',
  'PaymentReturn',
  'PaymentStatusChange',
  'PaymentTotal',
  'PaymentWarning',
  'KnownLabel',
  'MailPreview',
  'SiteLabel',
  'SiteMappingContract',
  'SiteMappingPreview',
  'SiteMappingSide',
  'SiteMappingUser',
  'UserLink',
  'UserImportError',
  'UserSession',
  'UsersExport',
];

export default [
  {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': graphqlPlugin },
    languageOptions: { parser: graphqlPlugin.parser, parserOptions: { graphQLConfig: { schema } } },
    rules: {
      ...recommended.rules,
      ...relay.rules,
      '@graphql-eslint/strict-id-in-types': ['error', { exceptions: { types: withoutId, suffixes: ['Connection', 'Edge', 'Payload'] } }],
      // Short lists that never page, such as the errors of a mutation, are plain lists. Which nodes have an identity is held in schema.test.ts.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // "Contract number", "invoice number" and "account number" are the field's words; a "number" alone would be the wrong one.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
