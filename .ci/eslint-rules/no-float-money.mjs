const moneyWords = new Set([
  'amount',
  'amounts',
  'cents',
  'balance',
  'balances',
  'money',
  'price',
  'charge',
  'charges',
  'fee',
  'fees',
  'principal',
]);
const rounders = new Set(['round', 'floor', 'ceil', 'trunc', 'fround']);

const words = (name) => name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase());
const soundsLikeMoney = (name) => words(name).some((word) => moneyWords.has(word));

/** The first identifier in an expression that sounds like money; functions called are not looked at, only what goes in. */
function findMoney(node) {
  if (node === null || node === undefined) return undefined;
  switch (node.type) {
    case 'Identifier':
      return soundsLikeMoney(node.name) ? node.name : undefined;
    case 'MemberExpression':
      if (node.computed) return findMoney(node.object);
      return soundsLikeMoney(node.property.name ?? '')
        ? node.property.name
        : node.object.type === 'MemberExpression'
          ? undefined
          : findMoney(node.object);
    case 'CallExpression':
      return (
        node.arguments.map(findMoney).find(Boolean) ?? (node.callee.type === 'MemberExpression' ? findMoney(node.callee.object) : undefined)
      );
    case 'BinaryExpression':
    case 'LogicalExpression':
      return findMoney(node.left) ?? findMoney(node.right);
    case 'UnaryExpression':
    case 'SpreadElement':
      return findMoney(node.argument);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'ChainExpression':
      return findMoney(node.expression);
    case 'ConditionalExpression':
      return findMoney(node.consequent) ?? findMoney(node.alternate);
    default:
      return undefined;
  }
}

/** Money is integer cents; splitting, rounding and reading it belong to kernel/money.ts, where each has one rule. */
export const noFloatMoney = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      float: '`{{what}}` on `{{name}}`: money is never a float. Parse, split and round it with the functions of kernel/money.ts.',
    },
  },
  create(context) {
    const report = (node, what, name) => name !== undefined && context.report({ node, messageId: 'float', data: { what, name } });
    return {
      CallExpression(node) {
        const { callee } = node;
        const first = () => node.arguments.map(findMoney).find(Boolean);
        if (callee.type === 'Identifier' && callee.name === 'parseFloat') return report(node, 'parseFloat', first());
        if (callee.type !== 'MemberExpression' || callee.computed) return;
        const { object, property } = callee;
        if (property.name === 'toFixed') report(node, 'toFixed', findMoney(object));
        else if (property.name === 'parseFloat') report(node, 'parseFloat', first());
        else if (object.type === 'Identifier' && object.name === 'Math' && rounders.has(property.name))
          report(node, `Math.${property.name}`, first());
      },
      BinaryExpression(node) {
        if (node.operator === '/') report(node, '/', findMoney(node.left));
      },
    };
  },
};
