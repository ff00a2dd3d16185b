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
import type { DecisionTable } from '../../policies/decide.ts';
import { maskDocument, type MaskResult, type Withheld } from '../../policies/mask.ts';
import { answerTemplate, openClasses, type AnswerTemplate } from '../answer/compiledAnswer.ts';
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
  /** Where `lock` is what orders in force leave of it: what it would show is withheld as `RESTRICTED`. */
  readonly published?: PolicyLock;
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
  /** The same without whatever the audit log must tell of: no store is asked for it. */
  readonly compileUnlogged: (
    served: ServedDocument,
    rights: CallerRights,
    variables: Readonly<Record<string, unknown>>,
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
  const made = (
    { document, purpose }: ServedDocument,
    rights: CallerRights,
    masked: MaskResult,
  ): CompiledDocument => {
    const { withheld } = masked;
    const template = answerTemplate({ lock, schema, document, withheld, purpose, ...rights });
    const programs = createSettledPrograms(masked.document, async (settled) => {
      const plan = settled === null ? undefined : await planOf(withTypeNames(schema, settled));
      const graph = { apiSchema: schema, fullSchema };
      const marks = { marks: template, objectScalars: false };
      return createProgram({ ...graph, ...marks, document, plan });
    });
    return { template, programs };
  };
  const { mask, maskBy } = createMasks(context);
  const unlogged = new Map<string, CompiledDocument>();
  const open = { ...lock, fields: openFields(lock) };
  return {
    compile: (served, rights, variables) => made(served, rights, mask(served, rights, variables)),
    compileUnlogged: (served, rights, variables) => {
      const key = `${served.hash} ${rights.region} ${[...rights.roles].sort().join(' ')}`;
      const known = served.kind === 'ad-hoc' ? undefined : unlogged.get(key);
      if (known !== undefined) return known;
      const inputs = served.kind === 'ad-hoc' ? variables : undefined;
      const usual = mask(served, rights, inputs).withheld;
      const masked = maskBy(open, served, rights, inputs);
      const withheld = relabelled(masked.withheld, usual, 'AUDIT_UNAVAILABLE');
      const fresh = made(served, rights, { ...masked, withheld });
      if (unlogged.size >= plansMax) unlogged.delete(unlogged.keys().next().value ?? '');
      if (served.kind !== 'ad-hoc') unlogged.set(key, fresh);
      return fresh;
    },
  };
}

type Mask = (
  served: ServedDocument,
  rights: CallerRights,
  variables?: Readonly<Record<string, unknown>>,
) => MaskResult;

interface Masks {
  readonly mask: Mask;
  readonly maskBy: (table: DecisionTable, ...asked: Parameters<Mask>) => MaskResult;
}

function createMasks({ lock, published, schema }: CompileContext): Masks {
  const maskBy: Masks['maskBy'] = (table, { document, purpose }, { roles, region }, variables) => {
    const inputs = variables === undefined ? {} : { variables };
    return maskDocument({ lock: table, schema, document, purpose, roles, region, ...inputs });
  };
  return {
    maskBy,
    mask: (served, rights, variables) => {
      const masked = maskBy(lock, served, rights, variables);
      if (published === undefined) return masked;
      const usual = maskBy(published, served, rights, variables).withheld;
      return { ...masked, withheld: relabelled(masked.withheld, usual, 'RESTRICTED') };
    },
  };
}

/** What is withheld as usual says so still; the rest is withheld with another code. */
function relabelled(
  withheld: readonly Withheld[],
  usual: readonly Withheld[],
  code: Withheld['code'],
): readonly Withheld[] {
  const known = new Map(usual.map((one) => [one.path, one]));
  return withheld.map((one) => known.get(one.path) ?? { ...one, code });
}

/** The rules of what the log need not tell of; a field without a rule is denied. */
const openFields = ({ fields }: PolicyLock): DecisionTable['fields'] =>
  Object.fromEntries(Object.entries(fields).filter(([, rule]) => openClasses.has(rule.class)));

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
