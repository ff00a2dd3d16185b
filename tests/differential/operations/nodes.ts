import {
  Kind,
  type ArgumentNode,
  type DirectiveNode,
  type FieldNode,
  type NamedTypeNode,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Short ways to write syntax nodes. */
export const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

export const namedType = (name: string): NamedTypeNode => ({
  kind: Kind.NAMED_TYPE,
  name: nameNode(name),
});

export const selectionSet = (selections: readonly SelectionNode[]): SelectionSetNode => ({
  kind: Kind.SELECTION_SET,
  selections,
});

export const argumentNode = (name: string, value: ValueNode): ArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: nameNode(name),
  value,
});

export const directiveNode = (name: string, condition: ValueNode): DirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: nameNode(name),
  arguments: [argumentNode('if', condition)],
});

export const fieldNode = (name: string, more: Partial<FieldNode> = {}): FieldNode => ({
  kind: Kind.FIELD,
  name: nameNode(name),
  ...more,
});

export const variableNode = (name: string): ValueNode => ({
  kind: Kind.VARIABLE,
  name: nameNode(name),
});
