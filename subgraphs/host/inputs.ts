import { z } from 'zod';

/*
 * Building blocks for the inputs of commands. GraphQL has checked the types; these check what a
 * type cannot say, and bound everything.
 */

/** An idempotency key: a UUID. */
export const uuidKey = z.uuid();

/** An opaque id of a row, of this store or another. */
export const opaqueId = z.string().min(1).max(64);

export const expectedVersion = z.number().int().min(1).max(2_147_483_647);

/** Up to 14 digits before the point and 4 behind it: `numeric(18,4)`. */
const decimalPattern = /^-?\d{1,14}(\.\d{1,4})?$/;

/** An exact decimal as text. */
export const decimal = z.string().regex(decimalPattern, { abort: true });

/** An exact decimal above zero, as text. */
export const positiveDecimal = decimal.refine((text) => Number(text) > 0);

/** A percentage from 0 to 100, as text. */
export const percentage = decimal.refine((text) => Number(text) >= 0 && Number(text) <= 100);

/** A whole number of minor units from zero on, as text; it fits `bigint`. */
export const minorUnits = z.string().regex(/^\d{1,18}$/);

export const positiveMinorUnits = z.string().regex(/^(?!0+$)\d{1,18}$/);

export const currencyCode = z.string().regex(/^[A-Z]{3}$/);

/** `MoneyInput` above zero. */
export const positiveMoney = z.strictObject({
  minorUnits: positiveMinorUnits,
  currency: currencyCode,
});

/** A day of the calendar, `YYYY-MM-DD`. */
export const isoDate = z.iso.date();

/** An instant with its offset, ISO 8601. */
export const isoInstant = z.iso.datetime({ offset: true });

const instantPattern = z.regexes.datetime({ offset: true });

/**
 * What the graph's scalars hold, in and out: the patterns of the schemas above, without a parse for
 * each value that leaves. A computed decimal may have more places than a stored one.
 */
export const isDate = (text: string): boolean => z.regexes.date.test(text);
export const isInstant = (text: string): boolean => instantPattern.test(text);
export const isDecimal = (text: string): boolean => /^-?\d{1,38}(\.\d{1,38})?$/.test(text);
export const isWebAddress = (text: string): boolean => URL.canParse(text);

/** Text with something in it. */
export const boundedText = (charactersMax: number): z.ZodString =>
  z.string().trim().min(1).max(charactersMax);

/** A list with at least one item. */
export const boundedList = <Item extends z.ZodType>(
  item: Item,
  itemsMax: number,
): z.ZodArray<Item> => z.array(item).min(1).max(itemsMax);

/** What GraphQL sends where an optional argument is left out or null. */
export const optional = <Value extends z.ZodType>(
  value: Value,
): z.ZodOptional<z.ZodNullable<Value>> => value.nullable().optional();
