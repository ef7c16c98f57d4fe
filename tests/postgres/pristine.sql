-- What a migrated database knows before anything happens in it: a copy of each table that is not
-- empty, and one function that empties all tables and fills those again.
--
-- To truncate hundreds of files of which a handful holds anything takes the server half a second; to
-- delete the few rows that a test wrote takes it none.
create schema pristine;

do $$
declare
    kept record;
    known boolean;
    tables text;
    deletes text;
    inserts text := '';
begin
    select string_agg(format('public.%I', tablename), ', '),
        string_agg(format('delete from public.%I; ', tablename), '')
    into tables, deletes
    from pg_tables
    where schemaname = 'public' and tablename <> 'django_migrations';

    for kept in
        select table_name as name, string_agg(quote_ident(column_name), ', ') as columns
        from information_schema.columns
        join pg_tables on schemaname = table_schema and tablename = table_name
        where table_schema = 'public' and is_generated = 'NEVER'
            and table_name <> 'django_migrations'
        group by table_name
    loop
        execute format('select exists (select from public.%I)', kept.name) into known;
        continue when not known;
        execute format(
            'create table pristine.%I as select %s from public.%I', kept.name, kept.columns, kept.name
        );
        inserts := inserts || format(
            'insert into public.%I (%s) overriding system value select %s from pristine.%I; ',
            kept.name, kept.columns, kept.columns, kept.name
        );
    end loop;

    -- The lock waits for whoever still writes, as a server beside a story may.
    execute format(
        'create function pristine.again() returns void language sql as %L',
        format('lock table %s in share row exclusive mode; ', tables) || deletes || inserts
    );
end
$$;
