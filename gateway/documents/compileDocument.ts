import {
  isAbstractType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { sha256Hex } from '../../lib/hash.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { maskDocument } from '../../policies/mask.ts';
import { answerTemplate, type AnswerTemplate } from '../answer/compiledAnswer.ts';
import { createProgram } from '../execute/compiled/program.ts';
import type { OperationPlan } from '../plan/plan.ts';
import type { QueryPlanner } from '../plan/queryPlanner.ts';
import { createSettledPrograms, type SettledPrograms } from './settledPrograms.ts';
import type { ServedDocument } from './servedDocument.ts';

/** A document for one set of roles and one region: masked, and ready to be planned and answered. */
export interface CompiledDocument {
  readonly template: AnswerTemplate;
  readonly programs: SettledPrograms;
}

export interface CompileContext {
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  /** With everything that sub-requests may select. */
  readonly fullSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
}

export interface CallerRights {
  readonly roles: readonly string[];
  readonly region: string;
}

export interface DocumentCompiler {
  /** `variables` narrows the mask to the inputs that are there; registered documents have none. */
  readonly compile: (
    served: ServedDocument,
    rights: CallerRights,
    variables?: Readonly<Record<string, unknown>>,
  ) => CompiledDocument;
}

const plansMax = 2_000;

/** Plans are kept by the hash of the masked document: two masks of one screen are two plans. */
export function createDocumentCompiler(context: CompileContext): DocumentCompiler {
  const { lock, schema, fullSchema, planner } = context;
  const plans = new Map<string, OperationPlan>();
  const planOf = async (document: DocumentNode): Promise<OperationPlan> => {
    const hash = sha256Hex(print(document));
    const plan = plans.get(hash) ?? (await planner.plan(document));
    if (plans.size >= plansMax && !plans.has(hash)) plans.delete(plans.keys().next().value ?? '');
    plans.set(hash, plan);
    return plan;
  };
  return {
    compile: (served, { roles, region }, variables) => {
      const { document, purpose } = served;
      const rights = { purpose, roles, region };
      const inputs = variables === undefined ? {} : { variables };
      const masked = maskDocument({ lock, schema, document, ...rights, ...inputs });
      const template = answerTemplate({
        lock,
        schema,
        document,
        withheld: masked.withheld,
        ...rights,
      });
      const programs = createSettledPrograms(masked.document, async (settled) => {
        const plan = settled === null ? undefined : await planOf(withTypeNames(schema, settled));
        const graph = { apiSchema: schema, fullSchema };
        const marks = { marks: template, objectScalars: false };
        return createProgram({ ...graph, ...marks, document, plan });
      });
      return { template, programs };
    },
  };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Selects `__typename` wherever a type is abstract: the answer is projected by it. */
export function withTypeNames(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const info = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet: (set) => {
        if (!isAbstractType(info.getParentType())) return undefined;
        return { ...set, selections: [typename, ...set.selections] };
      },
    }),
  );
}
