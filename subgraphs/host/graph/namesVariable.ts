import { Kind, type FieldNode, type ValueNode } from 'graphql';

/** True where arguments depend on variables; those that are written out are the same each time. */
export const namesVariable = ({ arguments: given = [] }: FieldNode): boolean =>
  given.some(({ value }) => valueNames(value));

function valueNames(node: ValueNode): boolean {
  switch (node.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return node.values.some(valueNames);
    case Kind.OBJECT:
      return node.fields.some(({ value }) => valueNames(value));
    default:
      return false;
  }
}
