import { Kind, OperationTypeNode, parse, print, visit, type DirectiveNode } from 'graphql';
import { z } from 'zod';
import { AppError } from '../../lib/errors/appError.ts';
import { selectOperation } from '../documents/parseText.ts';

/** What a developer wants of a document that becomes a screen. */
export const ScreenWish = z.strictObject({
  query: z.string().min(1),
  /** Of the operation; its file is named after it. */
  name: z.string().regex(/^[A-Z][A-Za-z0-9]{1,60}$/),
  purpose: z.string().min(1).max(80),
  roles: z.array(z.string().min(1).max(80)).min(1).max(40),
  subjectsMax: z.int().min(0),
  operationName: z.string().optional(),
});
export type ScreenWish = Readonly<z.output<typeof ScreenWish>>;

/** The text of the screen: the document under the name, with `@screen` as it was wished. */
export function screenText(wish: ScreenWish): string {
  const document = selectOperation(parse(wish.query), wish.operationName);
  const named = visit(document, {
    [Kind.OPERATION_DEFINITION]: (node) => {
      // Commands are written by hand: they change things.
      if (node.operation !== OperationTypeNode.QUERY) throw new AppError('NOT_SUPPORTED');
      const others = node.directives?.filter(({ name }) => name.value !== 'screen') ?? [];
      const name = { kind: Kind.NAME as const, value: wish.name };
      return { ...node, name, directives: [...others, directiveOf(wish)] };
    },
  });
  return `${print(named)}\n`;
}

function directiveOf({ purpose, roles, subjectsMax }: ScreenWish): DirectiveNode {
  const values = { purpose, roles, subjectsMax };
  const given = Object.entries(values).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const [operation] = parse(`query Q @screen(${given.join(', ')}) { __typename }`).definitions;
  const directive =
    operation?.kind === Kind.OPERATION_DEFINITION ? operation.directives?.[0] : undefined;
  if (directive === undefined) throw new TypeError('the directive was just written');
  return directive;
}
