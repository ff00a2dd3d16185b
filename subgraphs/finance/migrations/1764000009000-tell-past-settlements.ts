import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What settled an invoice by the end of a day before its last fact, added up from the facts. A
 * function of its own, since it is seldom asked: as a part of each statement it costs more to get
 * ready than all the rest of it.
 */
export class TellPastSettlements1764000009000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function settlement_on(id text, day date) returns table (paid_minor bigint,
          under_way_minor bigint, credited_minor bigint, exception text, due_minor bigint)
        language plpgsql stable rows 1 as $$
      begin
        return query
          select a.paid::bigint, a.under_way::bigint, c.credited::bigint, x.kind,
            (case when i.status <> 'ISSUED' or i.issue_date > day or x.kind = 'WRITTEN_OFF' then 0
              else i.gross_total_minor - a.paid - a.discount - c.credited end)::bigint
          from invoice i
          cross join (
            select coalesce(sum(l.amount_minor) filter (where p.status = 'SETTLED'), 0) as paid,
              coalesce(sum(l.discount_taken_minor) filter (where p.status = 'SETTLED'), 0)
                as discount,
              coalesce(sum(l.amount_minor)
                filter (where p.status in ('DRAFT', 'AUTHORISED', 'SENT')), 0) as under_way
            from payment_allocation l join payment p on p.id = l.payment_id
            where l.invoice_id = settlement_on.id and (l.at at time zone 'UTC')::date <= day
          ) a
          cross join (
            select coalesce(sum(n.total_minor), 0) as credited from credit_note n
            where n.invoice_id = settlement_on.id
              and (n.issued_at at time zone 'UTC')::date <= day
          ) c
          left join invoice_exception x on x.invoice_id = i.id and x.since <= day
          where i.id = settlement_on.id;
      end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop function settlement_on(text, date)');
  }
}
