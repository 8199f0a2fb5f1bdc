"""What `ecgviewer server init` puts into a database: tables, rights and their rules.

Lines are appended and never changed. The database itself looks whether each one
follows the one before it, and whose name is on it: a program that asks otherwise is
refused like any other.
"""

from __future__ import annotations

#: Raised when an older program could not use the tables; these are those of the first,
#: and `blind_reading` adds to them.
SCHEMA_VERSION = 2
#: Roles of the database; who is an adjudicator or an administrator reads, too.
READER, ADJUDICATOR, ADMINISTRATOR = (
    "ecgviewer_reader", "ecgviewer_adjudicator", "ecgviewer_administrator",
)  # fmt: skip
#: On which it is said which record has something new.
CHANNEL = "ecgviewer"
#: SQLSTATE of a line that does not follow the one before it.
NOT_IN_ORDER = "EC001"
#: SQLSTATE of a change of what can only be appended to.
APPEND_ONLY = "EC002"
#: SQLSTATE of a line that somebody else has decided.
NOT_YOURS = "EC003"
#: What a line says of the one before it, which is the last thing that it says.
PREVIOUS = """substring({} FROM '"previous":"([0-9a-f]*)"\\}}$')"""

ROLES = f"""
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['{READER}', '{ADJUDICATOR}', '{ADMINISTRATOR}'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END $$;
GRANT {READER} TO {ADJUDICATOR};
GRANT {READER} TO {ADMINISTRATOR};
"""

TABLES = f"""
CREATE SCHEMA ecgviewer;
CREATE TABLE ecgviewer.about (version int NOT NULL);
INSERT INTO ecgviewer.about VALUES ({SCHEMA_VERSION});

CREATE TABLE ecgviewer.person (
    login name PRIMARY KEY,
    reader text NOT NULL UNIQUE CHECK (reader <> '')
);
CREATE TABLE ecgviewer.record (
    identity text PRIMARY KEY CHECK (identity <> ''),
    name text NOT NULL,
    added_by name NOT NULL DEFAULT session_user,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE ecgviewer.line (
    record text NOT NULL REFERENCES ecgviewer.record,
    reader text NOT NULL,
    annotator text NOT NULL,
    number int NOT NULL CHECK (number > 0),
    content bytea NOT NULL,
    hash text NOT NULL,
    written_by name NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (record, reader, annotator, number)
);
CREATE TABLE ecgviewer.study (
    record text NOT NULL REFERENCES ecgviewer.record,
    person text NOT NULL,
    content bytea NOT NULL,
    hash text NOT NULL,
    written_by name NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (record, person, hash)
);
CREATE TABLE ecgviewer.lease (
    record text NOT NULL REFERENCES ecgviewer.record,
    reader text NOT NULL,
    annotator text NOT NULL,
    holder text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (record, reader, annotator)
);
"""

RULES = f"""
CREATE FUNCTION ecgviewer.me() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT reader FROM ecgviewer.person WHERE login = session_user $$;
CREATE FUNCTION ecgviewer.is_in(name) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT pg_has_role(session_user, $1, 'MEMBER') $$;
CREATE FUNCTION ecgviewer.writes_as(reader text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT reader = ecgviewer.me()
        OR (reader = 'consensus' AND ecgviewer.is_in('{ADJUDICATOR}'))
        OR ecgviewer.is_in('{ADMINISTRATOR}')
$$;

CREATE FUNCTION ecgviewer.check_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Not taken apart as JSON, which refuses escapes that a comment may hold.
    said text := convert_from(NEW.content, 'UTF8');
    before text := '';
    author text;
BEGIN
    IF NEW.number > 1 THEN
        SELECT hash INTO before FROM ecgviewer.line AS line
        WHERE (line.record, line.reader, line.annotator, line.number)
            = (NEW.record, NEW.reader, NEW.annotator, NEW.number - 1);
    ELSIF left(said, 16) <> '{{"kind":"header"'
        OR said::json->>'reader' <> NEW.reader
        OR said::json->>'annotator' <> NEW.annotator THEN
        RAISE EXCEPTION 'not the header of a journal of %', NEW.reader
            USING ERRCODE = '{NOT_IN_ORDER}';
    END IF;
    IF {PREVIOUS.format("said")} IS DISTINCT FROM before THEN
        RAISE EXCEPTION 'line % does not follow the one before it', NEW.number
            USING ERRCODE = '{NOT_IN_ORDER}';
    END IF;
    -- Inside a text every quotation mark is escaped.
    author := substring(said FROM '[{{,]"by":("([^"\\\\]|\\\\.)*")')::json #>> '{{}}';
    IF NEW.reader = 'consensus' AND author <> coalesce(ecgviewer.me(), '')
        AND NOT ecgviewer.is_in('{ADMINISTRATOR}') THEN
        RAISE EXCEPTION 'line % was decided by %', NEW.number, author
            USING ERRCODE = '{NOT_YOURS}';
    END IF;
    NEW.hash := encode(sha256(NEW.content), 'hex');
    NEW.written_by := session_user;
    NEW.written_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER check_line BEFORE INSERT ON ecgviewer.line
FOR EACH ROW EXECUTE FUNCTION ecgviewer.check_line();

CREATE FUNCTION ecgviewer.mark_study() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.hash := encode(sha256(NEW.content), 'hex');
    NEW.written_by := session_user;
    NEW.written_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER mark_study BEFORE INSERT ON ecgviewer.study
FOR EACH ROW EXECUTE FUNCTION ecgviewer.mark_study();

CREATE FUNCTION ecgviewer.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever appended to', TG_TABLE_NAME
        USING ERRCODE = '{APPEND_ONLY}';
END $$;
CREATE FUNCTION ecgviewer.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{CHANNEL}', record) FROM (SELECT DISTINCT record FROM fresh) _;
    RETURN NULL;
END $$;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['line', 'study'] LOOP
        EXECUTE format('CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE '
            'ON ecgviewer.%I FOR EACH STATEMENT '
            'EXECUTE FUNCTION ecgviewer.refuse()', name);
        EXECUTE format('CREATE TRIGGER tell AFTER INSERT ON ecgviewer.%I '
            'REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT '
            'EXECUTE FUNCTION ecgviewer.tell()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['person', 'record', 'line', 'study', 'lease'] LOOP
        EXECUTE format('ALTER TABLE ecgviewer.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE ecgviewer.%I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END $$;
"""

RIGHTS = f"""
GRANT USAGE ON SCHEMA ecgviewer TO {READER};
GRANT SELECT ON ALL TABLES IN SCHEMA ecgviewer TO {READER};
GRANT INSERT (identity, name) ON ecgviewer.record TO {READER};
GRANT INSERT (record, reader, annotator, number, content) ON ecgviewer.line
    TO {READER};
GRANT INSERT (record, person, content) ON ecgviewer.study TO {READER};
GRANT INSERT, UPDATE ON ecgviewer.lease TO {READER};
GRANT INSERT, UPDATE, DELETE ON ecgviewer.person TO {ADMINISTRATOR};

CREATE POLICY know ON ecgviewer.person FOR SELECT USING (true);
CREATE POLICY manage ON ecgviewer.person TO {ADMINISTRATOR}
    USING (true) WITH CHECK (true);
CREATE POLICY look ON ecgviewer.record FOR SELECT USING (
    (SELECT ecgviewer.me() IS NOT NULL OR ecgviewer.is_in('{ADMINISTRATOR}')));
CREATE POLICY add ON ecgviewer.record FOR INSERT WITH CHECK (
    (SELECT ecgviewer.me() IS NOT NULL OR ecgviewer.is_in('{ADMINISTRATOR}')));
CREATE POLICY look ON ecgviewer.line FOR SELECT USING (
    (SELECT ecgviewer.me() IS NOT NULL OR ecgviewer.is_in('{ADMINISTRATOR}')));
CREATE POLICY add ON ecgviewer.line FOR INSERT
    WITH CHECK (ecgviewer.writes_as(reader));
CREATE POLICY look ON ecgviewer.study FOR SELECT USING (
    (SELECT ecgviewer.me() IS NOT NULL OR ecgviewer.is_in('{ADMINISTRATOR}')));
CREATE POLICY add ON ecgviewer.study FOR INSERT WITH CHECK (
    person = ecgviewer.me() OR ecgviewer.is_in('{ADMINISTRATOR}'));
CREATE POLICY look ON ecgviewer.lease FOR SELECT USING (true);
CREATE POLICY take ON ecgviewer.lease FOR INSERT
    WITH CHECK (ecgviewer.writes_as(reader));
CREATE POLICY renew ON ecgviewer.lease FOR UPDATE
    USING (ecgviewer.writes_as(reader)) WITH CHECK (ecgviewer.writes_as(reader));
"""
