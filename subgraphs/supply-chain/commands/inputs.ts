import { z } from 'zod';

/** What the arguments of the commands have in common. */
export const opaqueId = z.string().min(1).max(128);
export const version = z.int().min(1);
export const idempotencyKey = z.uuid();
