-- What keeps operations from costing more as the tables grow: each of these indexes holds all that a question asks, so that
-- whoever counts reads no forms, claims and credentials.

-- Who sits now: for results that wait for the last one, and for supervisors.
create index attempt_running on attempt (assessment_code, deadline) where state = 'in_progress';

-- How far people have come, and who is left.
drop index attempt_by_assessment;
create index attempt_by_assessment on attempt (assessment_code, person_id, state, outcome, id, earned, possible);

-- First attempts, counted for statistics.
create index attempt_first on attempt (assessment_code, assessment_version) where number = 1 and state = 'submitted';

-- Passes: whether each has what is due, and which wait for a decision.
create index attempt_passed on attempt (assessment_code, assessment_version, id) where outcome = 'passed';
drop index certificate_by_attempt;
create index certificate_by_attempt on certificate (attempt_id, state, id);

-- The register, newest first. A part of a name is looked for in every row of this index: no order of names helps there.
drop index certificate_by_search_name;
create index certificate_register on certificate (issued_at desc, id, search_name, serial) where state = 'issued';

-- A status list is made of its own revocations, however many certificates it has.
alter table revocation add column status_list bigint;
alter table revocation add column status_index bigint;
update revocation set
    status_list = (select c.status_list from certificate c where c.id = revocation.certificate_id),
    status_index = (select c.status_index from certificate c where c.id = revocation.certificate_id);
create index revocation_by_list on revocation (status_list, status_index);
