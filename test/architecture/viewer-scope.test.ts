import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const repositories = join(__dirname, '../../src/persistence/repositories');

/** Reads of contracts, invoices, payments received and accounts that end users' requests make. */
const FOR_VIEWERS = [
  'account.repository.ts',
  'contract.repository.ts',
  'invoice.repository.ts',
  'received-payment.repository.ts',
  'payment.repository.ts',
  'open-charge.repository.ts',
  'contract-pages.ts',
];

/** Methods that only staff's requests reach; the portal's readers don't have them. */
const FOR_STAFF = ['findForStaff', 'findByNumbers', 'listLinkable', 'countLinkable', 'findLinkableIds', 'listLastActivity'];

/** Files that name the tables and yet take no scope, each for a reason. */
const ELSEWHERE: Record<string, string> = {
  'visible-contract.ts': 'the rule itself',
  'explanation.repository.ts': 'tells staff why a user does not see a contract',
  'contract-reach.repository.ts': 'tells staff whom a contract reaches',
  'enrolment-facts.repository.ts': 'what a registration is held against, before there is a viewer',
  'mapping-preview.repository.ts': 'tells staff what a change of labels would do',
  'site-label.repository.ts': 'tells staff which labels there are',
  'account-search.ts': 'a condition for staff’s search',
  'user-search.ts': 'a condition for staff’s search',
  'staff-payment.repository.ts': 'shows staff every payment',
  'detached-payment.repository.ts': 'shows staff the payments whose contract has gone',
  'payment-trace.repository.ts': 'reads which batch a payment is in that was found with a scope before',
  'payment-return.repository.ts': 'counts for staff what was returned',
  'payment-hand-over.repository.ts': 'tells the workers what is to be done about payments',
  'payment-stopped.repository.ts': 'tells the workers what is drawn from a stopped bank account',
  'payment-late.repository.ts': 'tells staff of late payments',
  'payment-check.repository.ts': 'tells staff of payments that are not as they must be',
  'payment-match.repository.ts': 'finds our payments in the money received, for the sync',
  'payment-party.repository.ts': 'names the payer in letters to the payer',
  'payment-evidence.repository.ts': 'forgets evidence, and shows none',
  'servicing-hint.repository.ts': 'counts contracts for the worker, and shows none',
  'user-link.repository.ts': 'tells staff what users are linked to',
};

const NAMES_A_TABLE = /\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:contracts|contract_roles|invoices|invoice_lines|received_payments|payments)\b/;

/** Public reading methods whose first parameter isn't `scope: ViewerScope`. */
function unscopedReads(source: string): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile('repository.ts', source, ts.ScriptTarget.ES2022, true);
  const visit = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node) && isPublic(node) && /^(?:find|get|list|count|estimate|search|read)/.test(node.name.getText())) {
      const [first] = node.parameters;
      const isScope =
        first?.name.getText() === 'scope' && first.type?.getText() === 'ViewerScope' && !first.questionToken && !first.initializer;
      if (!isScope) found.push(node.name.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isPublic(node: ts.MethodDeclaration): boolean {
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  return !node.modifiers?.some((modifier) => hidden.includes(modifier.kind));
}

const read = (file: string): string => readFileSync(join(repositories, file), 'utf8');

describe('there is no way to read contracts, invoices or payments received without a scope', () => {
  it.each(FOR_VIEWERS)('in %s', (file) => {
    const exceptions = file === 'account.repository.ts' ? FOR_STAFF : [];
    expect(unscopedReads(read(file)).filter((method) => !exceptions.includes(method))).toEqual([]);
  });

  it('and nobody else touches their tables unless it is known why', () => {
    const files = readdirSync(repositories).filter((file) => NAMES_A_TABLE.test(read(file)));
    expect(files.filter((file) => !FOR_VIEWERS.includes(file) && !(file in ELSEWHERE))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(FOR_VIEWERS));
  });

  it("the portal's readers have none of staff's methods", () => {
    const portal = readdirSync(join(__dirname, '../../src/graphql/portal'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    for (const method of FOR_STAFF) expect([method, portal.includes(method)]).toEqual([method, false]);
  });

  it.each([
    ['no scope', 'findByIds(ids: readonly number[]) {}'],
    ['a scope that may be left out', 'findByIds(scope?: ViewerScope) {}'],
    ['a scope that is one of two', 'findByIds(scope: ViewerScope | undefined) {}'],
    ['a scope that comes second', 'list(filter: Filter, scope: ViewerScope) {}'],
    ['nothing at all', 'async count() {}'],
  ])('%s would be found', (_name, method) => {
    expect(unscopedReads(`class Repository { constructor(private readonly database: Database) {} ${method} }`)).toHaveLength(1);
  });

  it('what is right would not', () => {
    expect(unscopedReads('class Repository { async list(scope: ViewerScope, page: Page) {} private findAll() {} save() {} }')).toEqual([]);
  });
});
