"""Every rule, listed by hand."""

from smregister.rule import ChangeRule, JointRule, RegisterRule
from smregister.rules.account_of_closed_agency import account_of_closed_agency
from smregister.rules.address_handle_mismatch import address_handle_mismatch
from smregister.rules.address_not_canonical import address_not_canonical
from smregister.rules.address_of_other_platform import address_of_other_platform
from smregister.rules.address_without_account import address_without_account
from smregister.rules.agency_without_record import agency_without_record
from smregister.rules.brand_not_of_agency import brand_not_of_agency
from smregister.rules.changed_identity import changed_identity
from smregister.rules.clause_condition_refused import clause_condition_refused
from smregister.rules.clause_example_fails import clause_example_fails
from smregister.rules.clause_without_examples import clause_without_examples
from smregister.rules.closed_before_opened import closed_before_opened
from smregister.rules.closed_without_reason import closed_without_reason
from smregister.rules.dangling_reference import dangling_reference
from smregister.rules.date_in_future import date_in_future
from smregister.rules.deadline_before_date import deadline_before_date
from smregister.rules.duplicate_account import duplicate_account
from smregister.rules.handle_not_possible import handle_not_possible
from smregister.rules.handover_open import handover_open
from smregister.rules.loosened_field import loosened_field
from smregister.rules.misnamed_file import misnamed_file
from smregister.rules.misplaced_file import misplaced_file
from smregister.rules.named_after_nothing import named_after_nothing
from smregister.rules.not_unique import not_unique
from smregister.rules.observation_not_understood import observation_not_understood
from smregister.rules.official_site_not_government import official_site_not_government
from smregister.rules.one_sided_replacement import one_sided_replacement
from smregister.rules.overlapping_appointments import overlapping_appointments
from smregister.rules.overlapping_standards import overlapping_standards
from smregister.rules.overlapping_waivers import overlapping_waivers
from smregister.rules.platform_example_fails import platform_example_fails
from smregister.rules.refers_to_itself import refers_to_itself
from smregister.rules.removed_officer_named import removed_officer_named
from smregister.rules.removed_record import removed_record
from smregister.rules.repeated_clause import repeated_clause
from smregister.rules.replaced_in_part import replaced_in_part
from smregister.rules.replacement_circle import replacement_circle
from smregister.rules.replacement_fork import replacement_fork
from smregister.rules.replacement_gap import replacement_gap
from smregister.rules.replacement_missing import replacement_missing
from smregister.rules.retired_platform import retired_platform
from smregister.rules.unknown_agency_type import unknown_agency_type
from smregister.rules.unknown_clause import unknown_clause
from smregister.rules.unknown_timezone import unknown_timezone
from smregister.rules.unrecorded_handle_change import unrecorded_handle_change
from smregister.rules.waiver_run_out import waiver_run_out
from smregister.rules.waiver_too_long import waiver_too_long

RULES: tuple[RegisterRule | JointRule | ChangeRule, ...] = (
    account_of_closed_agency,
    address_handle_mismatch,
    address_not_canonical,
    address_of_other_platform,
    address_without_account,
    agency_without_record,
    brand_not_of_agency,
    changed_identity,
    clause_condition_refused,
    clause_example_fails,
    clause_without_examples,
    closed_before_opened,
    closed_without_reason,
    dangling_reference,
    date_in_future,
    deadline_before_date,
    duplicate_account,
    handle_not_possible,
    handover_open,
    loosened_field,
    misnamed_file,
    misplaced_file,
    named_after_nothing,
    not_unique,
    observation_not_understood,
    official_site_not_government,
    one_sided_replacement,
    overlapping_appointments,
    overlapping_standards,
    overlapping_waivers,
    platform_example_fails,
    refers_to_itself,
    removed_officer_named,
    removed_record,
    repeated_clause,
    replaced_in_part,
    replacement_circle,
    replacement_fork,
    replacement_gap,
    replacement_missing,
    retired_platform,
    unknown_agency_type,
    unknown_clause,
    unknown_timezone,
    unrecorded_handle_change,
    waiver_run_out,
    waiver_too_long,
)
