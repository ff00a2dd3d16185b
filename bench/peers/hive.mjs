/** Hive Gateway with its JavaScript planner and its compiled execution switched on. */
import { defineConfig } from '@graphql-hive/gateway';
import { forwardAuthorization } from './forwardAuthorization.mjs';

export const gatewayConfig = defineConfig({ jit: true, ...forwardAuthorization });
