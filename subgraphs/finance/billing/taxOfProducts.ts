import type { Database } from '../../host/definition.ts';
import type { TaxCategory } from '../entities/customerAccount.ts';
import type { LineTax } from './taxes.ts';

export interface TaxQuestion {
  readonly productIds: readonly string[];
  /** The country of the legal entity that bills. */
  readonly jurisdiction: string;
  readonly taxCategory: TaxCategory;
  readonly day: string;
}

/**
 * The tax that each product bears. A domestic sale bears the product's own tax, the standard one
 * where nothing is set up for it; other sales bear what their category says, at home's rate for it.
 * Undefined where the jurisdiction has no such tax, or no rate for it on that day.
 */
export async function taxOfProducts(
  db: Database,
  { productIds, jurisdiction, taxCategory, day }: TaxQuestion,
): Promise<ReadonlyMap<string, LineTax>> {
  const rows = await db.query<{ product_id: string; code: string; rate: string }>(
    `select p.product_id, c.code, r.rate
     from unnest($1::text[]) p(product_id)
     left join product_accounting a on a.product_id = p.product_id
     left join tax_code own on own.code = a.tax_code
     cross join lateral (
       select c.code from tax_code c
       where c.jurisdiction = $2 and c.kind = case $3
         when 'DOMESTIC' then coalesce(own.kind, 'VAT_STANDARD')
         when 'EXPORT' then 'VAT_ZERO'
         when 'EXEMPT' then 'VAT_EXEMPT'
         else 'REVERSE_CHARGE' end
       order by c.code = own.code desc nulls last, c.code limit 1
     ) c
     join tax_rate r on r.tax_code = c.code
       and r.valid_from <= $4::date and (r.valid_to is null or r.valid_to >= $4::date)`,
    [productIds, jurisdiction, taxCategory, day],
  );
  return new Map(rows.map((row) => [row.product_id, { taxCode: row.code, rate: row.rate }]));
}
