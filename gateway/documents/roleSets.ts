const roleCountMax = 6;

/** Every set of roles that a caller can bring; for long lists the single roles, the rest on demand. */
export function roleSets(roles: readonly string[]): readonly (readonly string[])[] {
  if (roles.length > roleCountMax) return roles.map((role) => [role]);
  const sets = roles.reduce<readonly (readonly string[])[]>(
    (known, role) => [...known, ...known.map((set) => [...set, role])],
    [[]],
  );
  return sets.filter((set) => set.length > 0);
}
