import { validate } from 'graphql';
import { coordinatesOf } from '../../coordinates.ts';
import { decideArgument, decideField } from '../../decide.ts';
import type { Coordinate, PolicyLock, Purpose } from '../../lock.ts';
import type { Screen } from '../../screen.ts';
import { subjectsMaxOf } from '../../subjectsMax.ts';
import { ownMember } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import { typeRules } from '../lockParts.ts';
import type { ScreenFile } from '../readScreens.ts';
import { violationAt, type Violation } from '../types.ts';

/** I12: a screen asks for nothing that its purpose may not read, for no foreign role, for no more subjects than it says. */
export function screenReach(context: CompileContext): readonly Violation[] {
  return context.screens.flatMap((file) => {
    const refuse: Refuse = (coordinate, message, mend) =>
      violationAt(file.place, 'I12', coordinate, `${file.screen.name}: ${message}`, mend);
    const invalid = validate(context.index.schema, file.screen.document).map(({ message }) =>
      refuse(
        file.screen.name,
        message,
        file.current ? 'Correct the document.' : 'Retire this version.',
      ),
    );
    if (invalid.length > 0) return invalid;
    const purpose = context.index.sources.purposes.get(file.screen.purpose)?.purpose;
    if (purpose === undefined) {
      const known = [...context.index.sources.purposes.keys()].join(', ');
      const message = `the purpose ${file.screen.purpose} does not exist.`;
      return [refuse(file.screen.name, message, `Use one of: ${known}.`)];
    }
    // An older version stays valid under the present rights; its mask withholds what was taken away.
    return file.current
      ? [
          ...reach(context, file, purpose, refuse),
          ...roles(file, purpose, refuse),
          ...subjects(context, file, refuse),
        ]
      : [...roles(file, purpose, refuse), ...otherPurpose(context, file, refuse)];
  });
}

/** The lock knows one purpose a screen: an older version for another one would be masked wrongly. */
function otherPurpose(
  { screens }: CompileContext,
  { screen }: ScreenFile,
  refuse: Refuse,
): readonly Violation[] {
  const present = screens.find((file) => file.current && file.screen.name === screen.name);
  if (present === undefined || present.screen.purpose === screen.purpose) return [];
  const message = `an older version is for ${screen.purpose}, the present one for ${present.screen.purpose}.`;
  return [refuse(screen.name, message, 'Retire the older version.')];
}

type Refuse = (coordinate: string, message: string, mend: string) => Violation;

function roles({ screen }: ScreenFile, purpose: Purpose, refuse: Refuse): readonly Violation[] {
  return screen.roles
    .filter((role) => !purpose.roles.includes(role))
    .map((role) =>
      refuse(
        screen.name,
        `the role ${role} is not one of the purpose ${screen.purpose}.`,
        `Use roles of the purpose: ${purpose.roles.join(', ')}.`,
      ),
    );
}

function reach(
  context: CompileContext,
  { screen }: ScreenFile,
  purpose: Purpose,
  refuse: Refuse,
): readonly Violation[] {
  const used = coordinatesOf(context.index.schema, screen.document);
  const shown = new Set(screen.showWithheld);
  const stray = screen.showWithheld
    .filter((coordinate) => !used.fields.includes(coordinate))
    .map((coordinate) =>
      refuse(
        coordinate,
        `showWithheld names ${coordinate}, which it does not ask for.`,
        'Remove it from showWithheld.',
      ),
    );
  const overReach = used.fields
    .filter((coordinate) => !shown.has(coordinate))
    .flatMap((coordinate) => {
      const reason = denial(context, 'field', coordinate, screen, purpose);
      return reason === undefined
        ? []
        : [
            refuse(
              coordinate,
              `${coordinate} may not be read for ${screen.purpose} (${reason}).`,
              fieldMend(context, coordinate),
            ),
          ];
    });
  const badArguments = used.arguments.flatMap((coordinate) => {
    const reason = denial(context, 'argument', coordinate, screen, purpose);
    return reason === undefined
      ? []
      : [
          refuse(
            coordinate,
            `${coordinate} may not be used for ${screen.purpose} (${reason}).`,
            argumentMend(context, coordinate),
          ),
        ];
  });
  return [...stray, ...overReach, ...badArguments];
}

/** Why the purpose may not: for any of its roles, in the region where the value may be read. */
function denial(
  context: CompileContext,
  kind: 'field' | 'argument',
  coordinate: Coordinate,
  screen: Screen,
  { roles: held }: Purpose,
): string | undefined {
  const table = tableOf(context);
  const decide = kind === 'field' ? decideField : decideArgument;
  const regions = new Set(
    [...context.index.sources.stores.values()].flatMap(({ residency }) => residency),
  );
  const decisions = [...regions].map((region) =>
    decide(table, { coordinate, purpose: screen.purpose, roles: held, region }),
  );
  const refusal = decisions.find(({ effect }) => effect === 'deny');
  const isAllowed = decisions.some(({ effect }) => effect === 'allow');
  return isAllowed || refusal?.effect !== 'deny' ? undefined : refusal.reason;
}

const tableOf = ({ index, fields, arguments: inputs }: CompileContext) => ({
  purposes: Object.fromEntries(
    [...index.sources.purposes].map(([name, { purpose }]) => [name, purpose]),
  ),
  fields,
  arguments: inputs,
});

function fieldMend({ fields }: CompileContext, coordinate: Coordinate): string {
  const allowed = Object.keys(ownMember(fields, coordinate)?.read ?? {});
  const others = allowed.length === 0 ? 'no purpose' : allowed.join(', ');
  return `Remove the field, name it in showWithheld, or let the purpose read it; ${others} may.`;
}

function argumentMend(context: CompileContext, coordinate: Coordinate): string {
  const allowed = ownMember(context.arguments, coordinate)?.purposes ?? [];
  const others = allowed.length === 0 ? 'no purpose' : allowed.join(', ');
  return `Remove the argument, or give the purpose the predicate, key or write right; ${others} may.`;
}

function subjects(
  context: CompileContext,
  { screen }: ScreenFile,
  refuse: Refuse,
): readonly Violation[] {
  const lock: Pick<PolicyLock, 'fields' | 'types'> = {
    fields: context.fields,
    types: typeRules(context.index.sources),
  };
  const computed = subjectsMaxOf(lock, context.index.schema, screen.document, screen.purpose);
  if (computed <= screen.subjectsMax) return [];
  const found = Number.isFinite(computed) ? String(computed) : 'any number of';
  return [
    refuse(
      screen.name,
      `it may show ${found} natural persons, and declares ${String(screen.subjectsMax)}.`,
      Number.isFinite(computed)
        ? `Write subjectsMax: ${found}, or ask for fewer (first:).`
        : 'Bound every list that leads to a person with first:.',
    ),
  ];
}
