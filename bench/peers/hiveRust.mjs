/** Hive Gateway with the planner written in Rust. `jit` stays off: with it this runtime answers null. */
import { defineConfig } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { forwardAuthorization } from './forwardAuthorization.mjs';

export const gatewayConfig = defineConfig({ unifiedGraphHandler, ...forwardAuthorization });
