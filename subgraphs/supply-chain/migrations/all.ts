import type { MigrationInterface } from 'typeorm';
import { CreateProducts1764000000000 } from './1764000000000-create-products.ts';
import { CreatePlants1764000000100 } from './1764000000100-create-plants.ts';
import { CreateStockLedger1764000000200 } from './1764000000200-create-stock-ledger.ts';
import { CreateFulfilment1764000000300 } from './1764000000300-create-fulfilment.ts';
import { CreatePromises1764000000400 } from './1764000000400-create-promises.ts';
import { CreateShipments1764000000500 } from './1764000000500-create-shipments.ts';
import { CreateAllocations1764000000600 } from './1764000000600-create-allocations.ts';
import { OrderPromisesByFulfilment1764000000700 } from './1764000000700-order-promises-by-fulfilment.ts';

export const migrations: readonly (new () => MigrationInterface)[] = [
  CreateProducts1764000000000,
  CreatePlants1764000000100,
  CreateStockLedger1764000000200,
  CreateFulfilment1764000000300,
  CreatePromises1764000000400,
  CreateShipments1764000000500,
  CreateAllocations1764000000600,
  OrderPromisesByFulfilment1764000000700,
];
