-- A company's counts lie apart, a day's here and a day's there: their sums are read from the index alone.
ALTER TABLE "access_event_counts" DROP CONSTRAINT "access_event_counts_insured_code_day_web_user_id_part_pk";--> statement-breakpoint
ALTER TABLE "access_event_counts" ADD CONSTRAINT "access_event_counts_insured_code_day_web_user_id_part_pk" PRIMARY KEY ("insured_code","day","web_user_id","part") INCLUDE ("events","characters","bytes");--> statement-breakpoint
-- That needs Postgres to know which pages nobody changes any more, long before a fifth of them is new.
ALTER TABLE "access_event_counts" SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);
