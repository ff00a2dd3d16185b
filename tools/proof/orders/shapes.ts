import { z } from 'zod';

/** What this proof reads in the answers of the gateway. */

const list = <Node extends z.ZodObject>(node: Node) =>
  z.object({ edges: z.array(z.object({ node })) });

const Identified = z.object({ id: z.string() });

export const Shelf = z.object({
  products: list(Identified),
  priceLists: list(z.object({ id: z.string(), currency: z.string() })),
  territories: z.array(Identified),
});

export const Leads = z.object({
  leads: list(z.object({ id: z.string(), version: z.number() })),
});

export const Prospects = z.object({
  customers: list(
    z.object({
      id: z.string(),
      contacts: list(z.object({ person: Identified })),
    }),
  ),
});

export const AddressAdded = z.object({ address: Identified });

export const OrderCreated = z.object({
  order: z.object({
    id: z.string(),
    version: z.number(),
    netTotal: z.object({ minorUnits: z.string() }),
    lines: z.array(z.object({ id: z.string(), quantity: z.string(), requestedDate: z.string() })),
  }),
});

export const SignatureAsked = z.object({
  order: z.object({
    version: z.number(),
    signature: z.object({ id: z.string(), documentSha256: z.string() }),
  }),
});

export const CreditChecked = z.object({ check: z.object({ decision: z.string() }) });

export const OrderSeen = z.object({
  salesOrder: z.object({ status: z.string(), version: z.number() }),
});
