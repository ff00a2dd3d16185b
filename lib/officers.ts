import type { InstallationLock } from './installationLock.ts';
import type { PublicKeys } from './keys.ts';

/** In which office somebody signs: for the data-protection office, or for the data's stewards. */
export const officerRoles = ['dpo', 'steward'] as const;
export type OfficerRole = (typeof officerRoles)[number];

/** Somebody whose signature changes policy or restricts access. One person may hold several keys. */
export interface Officer extends PublicKeys {
  readonly person: string;
  readonly role: OfficerRole;
}

/** The name under which an installation's lock states an officer's key. */
export const officerHolder = (role: OfficerRole, person: string): string =>
  `officer-${role}-${person}`;

const holder = /^officer-(dpo|steward)-(.+)$/;

/** Everybody whose signature counts, as the installation's lock states them. */
export const officersOf = ({
  processes,
}: Pick<InstallationLock, 'processes'>): readonly Officer[] =>
  Object.entries(processes).flatMap(([name, keys]) => {
    const [, role, person] = holder.exec(name) ?? [];
    const known = officerRoles.find((one) => one === role);
    if (known === undefined || person === undefined) return [];
    return keys.map((key) => ({ ...key, person, role: known }));
  });

/** The synthetic colleagues of a demonstration who sign; each has a key file of its own. */
export const demonstrationOfficers: readonly string[] = [
  officerHolder('dpo', 'dpo'),
  officerHolder('dpo', 'dpo-2'),
  officerHolder('dpo', 'dpo-desk'),
  officerHolder('dpo', 'dpo-desk-2'),
  officerHolder('steward', 'steward'),
];
