/** The attribute types of the standard; `list` and `container` (its name since 2014) hold others. */
export type XesType = 'string' | 'date' | 'int' | 'float' | 'boolean' | 'id' | 'list' | 'container';
const TYPES: ReadonlySet<string> = new Set<XesType>([
  ...(['string', 'date', 'int', 'float', 'boolean', 'id', 'list', 'container'] as const),
]);
export const isXesType = (name: string): name is XesType => TYPES.has(name);
