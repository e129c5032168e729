"""Splink over DuckDB on one file of persons, CSV to clusters: `link_peer.py FILE CLUSTERS [MODEL]`.

The comparisons are those of Splink's demonstration on historical persons, with street and e-mail
address beside them. Its rules and training blocks are narrowed to what a million persons of one city
allow: as they stand there, they took it seven minutes and eleven gigabytes.
With MODEL: trained and written there where it is not, read where it is. Prints a line of JSON."""
import json
import os
import resource
import sys
import time


def main():
    source, clusters = sys.argv[1:3]
    model = sys.argv[3] if len(sys.argv) > 3 else None
    trained = model and os.path.exists(model)
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    start = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE people AS"
                       f" SELECT *, first_name || ' ' || surname AS both_names"
                       f" FROM read_csv('{source}', all_varchar=true)")
    rules = [block_on('first_name', 'surname', 'birth_place'), block_on('surname', 'dob'),
             block_on('first_name', 'dob'), block_on('postcode', 'first_name'),
             block_on('postcode', 'surname'), block_on('postcode', 'dob'), block_on('email')]
    settings = SettingsCreator(
        link_type='dedupe_only', blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.ForenameSurnameComparison('first_name', 'surname',
                                         forename_surname_concat_col_name='both_names'),
            cl.DateOfBirthComparison('dob', input_is_string=True),
            cl.PostcodeComparison('postcode'),
            cl.ExactMatch('birth_place').configure(term_frequency_adjustments=True),
            cl.ExactMatch('street').configure(term_frequency_adjustments=True),
            cl.EmailComparison('email')],
        max_iterations=20)
    api = DuckDBAPI(connection)
    linker = Linker(api.register('people'), model if trained else settings)
    read = time.perf_counter()
    if not trained:
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [block_on('first_name', 'surname', 'dob'),
             block_on('substr(first_name,1,2)', 'surname', 'postcode'),
             block_on('dob', 'postcode')], recall=0.6)
        training.estimate_u_using_random_sampling(max_pairs=5e6)
        training.estimate_parameters_using_expectation_maximisation(
            block_on('surname', 'dob'))
        training.estimate_parameters_using_expectation_maximisation(
            block_on('first_name', 'postcode'))
        if model:
            linker.misc.save_model_to_json(model, overwrite=True)
    trained_at = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95)
    connection.execute(f"COPY (SELECT unique_id AS id, cluster_id AS person"
                       f" FROM {found.physical_name}) TO '{clusters}' (HEADER)")
    end = time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({'wall': end - start, 'read': read - start, 'train': trained_at - read,
                      'predict': end - trained_at, 'cpu': usage.ru_utime + usage.ru_stime,
                      'memory': usage.ru_maxrss / 1024}))


main()
