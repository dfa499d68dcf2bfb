/** What a statement of an analyst may be made of. What is not named here is refused; a test tries every function that DuckDB has. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Their names as DuckDB has them in a parsed statement: `a || b` and `x LIKE y` are functions there. */
export const OPERATORS = words('+ - * / // % ** ^ & | << >> ~ || ~~ !~~ ~~* !~~* ~~~ ^@ @> <@ &&');

export const AGGREGATES = words(`
  any_value arg_max arg_min argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count count_if
  count_star countif covar_pop covar_samp entropy first fsum group_concat histogram kurtosis kurtosis_pop last list
  listagg mad max max_by mean median min min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy
  regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness stddev stddev_pop stddev_samp
  string_agg sum var_pop var_samp variance`);

export const WINDOWS = words(`
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`);

const NUMBERS = words(`
  abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees even exp factorial floor gcd greatest isfinite isinf isnan
  lcm least ln log log10 log2 mod pi pow power radians round sign sin sqrt tan trunc xor nullif`);

const TEXTS = words(`
  ascii char_length character_length chr concat concat_ws contains damerau_levenshtein ends_with format hamming
  ilike_escape instr jaccard jaro_similarity jaro_winkler_similarity lcase left length levenshtein like_escape lower lpad
  ltrim md5 not_ilike_escape not_like_escape ord position prefix printf regexp_escape regexp_extract regexp_extract_all
  regexp_full_match regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right rpad rtrim sha256
  split split_part starts_with str_split string_split string_to_array strip_accents strlen strpos substr substring suffix
  translate trim ucase unicode upper`);

const TIMES = words(`
  age century date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth
  dayofweek dayofyear decade epoch epoch_ms epoch_us hour isodow isoyear julian last_day make_date make_time
  make_timestamp make_timestamptz microsecond millisecond minute month monthname quarter second strftime strptime
  time_bucket timezone to_centuries to_days to_decades to_hours to_microseconds to_milliseconds to_minutes to_months
  to_quarters to_seconds to_timestamp to_weeks to_years try_strptime week weekday weekofyear year yearweek`);

const LISTS = words(`
  array_extract array_length array_slice element_at flatten len list_apply list_concat list_contains list_distinct
  list_element list_extract list_filter list_has list_has_all list_has_any list_indexof list_position list_reverse_sort
  list_slice list_sort list_transform list_unique list_value list_where list_zip map map_entries map_extract map_keys
  map_values row struct_extract struct_pack array_to_string unnest range generate_series typeof`);

export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...[...OPERATORS, ...AGGREGATES, ...NUMBERS, ...TEXTS, ...TIMES, ...LISTS],
]);

export const TABLE_FUNCTIONS = words('range unnest generate_series');

/** Classes of expressions, with the types that are let through. */
export const EXPRESSIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  COLUMN_REF: words('COLUMN_REF'),
  CONSTANT: words('VALUE_CONSTANT'),
  FUNCTION: words('FUNCTION'),
  WINDOW: words(`WINDOW_AGGREGATE WINDOW_CUME_DIST WINDOW_FIRST_VALUE WINDOW_LAG WINDOW_LAST_VALUE WINDOW_LEAD
    WINDOW_NTH_VALUE WINDOW_NTILE WINDOW_PERCENT_RANK WINDOW_RANK WINDOW_RANK_DENSE WINDOW_ROW_NUMBER`),
  STAR: words('STAR'),
  CASE: words('CASE_EXPR'),
  CAST: words('OPERATOR_CAST'),
  COMPARISON: words(`COMPARE_EQUAL COMPARE_NOTEQUAL COMPARE_LESSTHAN COMPARE_GREATERTHAN COMPARE_LESSTHANOREQUALTO
    COMPARE_GREATERTHANOREQUALTO COMPARE_DISTINCT_FROM COMPARE_NOT_DISTINCT_FROM`),
  CONJUNCTION: words('CONJUNCTION_AND CONJUNCTION_OR'),
  BETWEEN: words('COMPARE_BETWEEN COMPARE_NOT_BETWEEN'),
  OPERATOR: words(`ARRAY_EXTRACT ARRAY_SLICE ARRAY_CONSTRUCTOR STRUCT_EXTRACT COMPARE_IN COMPARE_NOT_IN
    OPERATOR_COALESCE OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_NOT OPERATOR_TRY GROUPING_FUNCTION`),
  SUBQUERY: words('SUBQUERY'),
  LAMBDA: words('LAMBDA'),
  POSITIONAL_REFERENCE: words('POSITIONAL_REFERENCE'),
};

/** Parts of a statement that are no expressions. */
export const NODES = words(`
  SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY
  ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING`);

/** Types that a value may be cast to, by the names that people write. */
export const TYPES: ReadonlySet<string> = new Set([
  'timestamp with time zone',
  ...words(`
  bool boolean tinyint smallint int2 int integer int4 bigint int8 long hugeint utinyint usmallint uinteger ubigint float
  real float4 double float8 decimal numeric dec varchar text string char bpchar date time timestamp datetime timestamptz
  timestamp_s timestamp_ms timestamp_ns interval list struct map null`),
]);

/** Words that are functions where no column has their name: who asks, and when. */
export const VALUE_WORDS = words(`
  current_catalog current_date current_database current_role current_schema current_time current_timestamp current_user
  localtime localtimestamp session_user user`);
