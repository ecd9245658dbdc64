import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

const SENSITIVE = [
  'logIn',
  'challengeAnswer',
  'challengeResend',
  'stepUpBegin',
  'authenticatorAppBegin',
  'authenticatorAppConfirm',
  'recoveryCodesRenew',
  'passwordForgot',
  'passwordLinkCheck',
  'passwordReset',
  'passwordChange',
];

/** Root fields with which something is guessed, sent or paid: of each API's, an operation asks for one at most, and once. */
export const oncePerOperation = {
  portal: [...SENSITIVE, 'enrolmentSubmit', 'bankAccountAdd', 'bankAccountCheck', 'bankAccountConfirm', 'paymentSubmit', 'quickPaySubmit'],
  admin: SENSITIVE,
} as const;

/**
 * A rule that refuses documents in which an operation has two of these root fields, whatever their aliases, fragments and directives.
 * @throws Error when a name is no root field of the schema.
 */
export function oncePerOperationRule(schema: GraphQLSchema, names: readonly string[]): ValidationRule {
  const roots = [schema.getQueryType(), schema.getMutationType()].map((type) => type?.getFields() ?? {});
  const unknown = names.filter((name) => !roots.some((fields) => fields[name]));
  if (unknown.length > 0) throw new Error(`No root fields, but named as once per operation: ${unknown.join(', ')}.`);
  const sensitive = new Set(names);
  return (context) => {
    const finder = new SensitiveFields(context, sensitive);
    return {
      OperationDefinition(operation) {
        const [first, second] = finder.in(operation.selectionSet);
        if (first && second) context.reportError(refusal(first, second));
      },
    } satisfies ASTVisitor;
  };
}

function refusal(first: FieldNode, second: FieldNode): GraphQLError {
  const [one, other] = [first.name.value, second.name.value];
  const what = one === other ? `"${one}" is asked for twice` : `"${one}" and "${other}" are asked for together`;
  return new GraphQLError(`${what}: an operation may do so once only. Please send requests of their own.`, { nodes: [first, second] });
}

/** Finds the first two sensitive fields of a selection. Each fragment is gone through once, so that no nest of them costs more than its length. */
class SensitiveFields {
  private readonly ofFragments = new Map<string, readonly FieldNode[]>();

  constructor(
    private readonly context: ValidationContext,
    private readonly names: ReadonlySet<string>,
  ) {}

  in({ selections }: SelectionSetNode): readonly FieldNode[] {
    const found: FieldNode[] = [];
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) found.push(...this.inFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) found.push(...this.in(selection.selectionSet));
      else if (this.names.has(selection.name.value)) found.push(selection);
      if (found.length > 1) break;
    }
    return found.slice(0, 2);
  }

  private inFragment(name: string): readonly FieldNode[] {
    const known = this.ofFragments.get(name);
    if (known) return known;
    // For a fragment within itself, which another rule refuses.
    this.ofFragments.set(name, []);
    const fragment = this.context.getFragment(name);
    const found = fragment ? this.in(fragment.selectionSet) : [];
    this.ofFragments.set(name, found);
    return found;
  }
}
