"""Every rule, listed by hand."""

from smregister.validation.rule import ChangeRule, CrossAgencyRule, RegisterRule
from smregister.validation.rules.account_of_closed_agency import account_of_closed_agency
from smregister.validation.rules.address_handle_mismatch import address_handle_mismatch
from smregister.validation.rules.address_not_canonical import address_not_canonical
from smregister.validation.rules.address_of_other_platform import address_of_other_platform
from smregister.validation.rules.address_without_account import address_without_account
from smregister.validation.rules.agency_without_record import agency_without_record
from smregister.validation.rules.brand_not_of_agency import brand_not_of_agency
from smregister.validation.rules.changed_identity import changed_identity
from smregister.validation.rules.clause_example_fails import clause_example_fails
from smregister.validation.rules.clause_without_examples import clause_without_examples
from smregister.validation.rules.closed_before_opened import closed_before_opened
from smregister.validation.rules.closed_without_reason import closed_without_reason
from smregister.validation.rules.dangling_reference import dangling_reference
from smregister.validation.rules.date_in_future import date_in_future
from smregister.validation.rules.deadline_before_date import deadline_before_date
from smregister.validation.rules.duplicate_account import duplicate_account
from smregister.validation.rules.duplicate_clause import duplicate_clause
from smregister.validation.rules.duplicate_value import duplicate_value
from smregister.validation.rules.erased_officer_named import erased_officer_named
from smregister.validation.rules.expired_waiver import expired_waiver
from smregister.validation.rules.invalid_condition import invalid_condition
from smregister.validation.rules.invalid_handle import invalid_handle
from smregister.validation.rules.invalid_observation import invalid_observation
from smregister.validation.rules.loosened_field import loosened_field
from smregister.validation.rules.misnamed_file import misnamed_file
from smregister.validation.rules.misplaced_file import misplaced_file
from smregister.validation.rules.official_site_not_government import official_site_not_government
from smregister.validation.rules.one_sided_replacement import one_sided_replacement
from smregister.validation.rules.open_handover import open_handover
from smregister.validation.rules.orphan_record import orphan_record
from smregister.validation.rules.overlapping_appointments import overlapping_appointments
from smregister.validation.rules.overlapping_standards import overlapping_standards
from smregister.validation.rules.overlapping_waivers import overlapping_waivers
from smregister.validation.rules.platform_example_fails import platform_example_fails
from smregister.validation.rules.removed_record import removed_record
from smregister.validation.rules.replacement_cycle import replacement_cycle
from smregister.validation.rules.replacement_fork import replacement_fork
from smregister.validation.rules.replacement_gap import replacement_gap
from smregister.validation.rules.replacement_missing import replacement_missing
from smregister.validation.rules.retired_platform import retired_platform
from smregister.validation.rules.self_reference import self_reference
from smregister.validation.rules.standard_leaves_gap import standard_leaves_gap
from smregister.validation.rules.unknown_agency_type import unknown_agency_type
from smregister.validation.rules.unknown_clause import unknown_clause
from smregister.validation.rules.unknown_timezone import unknown_timezone
from smregister.validation.rules.unrecorded_handle_change import unrecorded_handle_change
from smregister.validation.rules.waiver_too_long import waiver_too_long

RULES: tuple[RegisterRule | CrossAgencyRule | ChangeRule, ...] = (
    account_of_closed_agency,
    address_handle_mismatch,
    address_not_canonical,
    address_of_other_platform,
    address_without_account,
    agency_without_record,
    brand_not_of_agency,
    changed_identity,
    clause_example_fails,
    clause_without_examples,
    closed_before_opened,
    closed_without_reason,
    dangling_reference,
    date_in_future,
    deadline_before_date,
    duplicate_account,
    duplicate_clause,
    duplicate_value,
    erased_officer_named,
    expired_waiver,
    invalid_condition,
    invalid_handle,
    invalid_observation,
    loosened_field,
    misnamed_file,
    misplaced_file,
    official_site_not_government,
    one_sided_replacement,
    open_handover,
    orphan_record,
    overlapping_appointments,
    overlapping_standards,
    overlapping_waivers,
    platform_example_fails,
    removed_record,
    replacement_cycle,
    replacement_fork,
    replacement_gap,
    replacement_missing,
    retired_platform,
    self_reference,
    standard_leaves_gap,
    unknown_agency_type,
    unknown_clause,
    unknown_timezone,
    unrecorded_handle_change,
    waiver_too_long,
)
