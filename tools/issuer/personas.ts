/** A synthetic colleague to sign in as; there is one for each role that a screen can ask for. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly team: string;
  readonly region: string;
}

const persona = (id: string, name: string, team: string, role = id): Persona => ({
  id,
  name,
  roles: [role],
  team,
  region: 'EU',
});

/** Two persons stand behind `dpo` and `dpo-desk`: some acts need four eyes. */
export const personas: readonly Persona[] = [
  persona('account-manager', 'Alma Sample', 'sales-north'),
  persona('care-agent', 'Carl Sample', 'care'),
  persona('collections-clerk', 'Cleo Sample', 'receivables'),
  persona('sales-lead', 'Sam Sample', 'sales-north'),
  persona('dispatcher', 'Dora Sample', 'dispatch'),
  persona('accountant', 'Axel Sample', 'accounting'),
  persona('credit-controller', 'Cora Sample', 'credit'),
  persona('planner', 'Paul Sample', 'planning'),
  persona('buyer', 'Bea Sample', 'procurement'),
  persona('controller', 'Conrad Sample', 'controlling'),
  persona('campaigner', 'Cara Sample', 'marketing'),
  persona('auditor', 'Audra Sample', 'audit'),
  persona('dpo', 'Dana Sample', 'privacy'),
  persona('dpo-2', 'Dario Sample', 'privacy-second', 'dpo'),
  persona('dpo-desk', 'Desmond Sample', 'rights-desk'),
  persona('dpo-desk-2', 'Delia Sample', 'rights-desk-second', 'dpo-desk'),
  persona('steward', 'Stella Sample', 'data-stewards'),
];

export const personaById = (id: string): Persona | undefined =>
  personas.find((candidate) => candidate.id === id);
