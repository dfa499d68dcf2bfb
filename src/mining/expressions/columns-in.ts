import type { Expression } from './syntax.ts';

/** Names of the columns that an expression speaks of, anywhere in it, each once. */
export function columnsIn(expression: Expression): string[] {
  const names = new Set<string>();
  const rest: Expression[] = [expression];
  for (let part = rest.pop(); part; part = rest.pop()) {
    if (part.kind === 'column') names.add(part.name);
    rest.push(...partsOf(part));
  }
  return [...names];
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'column':
      return [];
    case 'negative':
    case 'not':
    case 'missing':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.of, ...expression.among];
    case 'call':
      return expression.given;
    case 'case': {
      const { branches, otherwise } = expression;
      return [...branches.flatMap(({ when, result }) => [when, result]), ...(otherwise ? [otherwise] : [])];
    }
  }
}
