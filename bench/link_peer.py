"""Splink over DuckDB on one file of persons, CSV to clusters: `link_peer.py FILE CLUSTERS MODEL
[narrow] [score]`.

Comparisons and training are those of Splink's demonstration on historical persons, but for the
occupation, which the rows have not, and with street and e-mail address beside them. The blocks to
predict from are narrowed to what a million persons of one city allow: with those of the
demonstration as they stand, it had not ended in 53 minutes, with 17 GiB of memory and 21 GB on disk.
With `narrow`, those to train on are narrowed too, which is quicker and takes a fifth of the memory.
Trained and the model written where it is not there, read where it is; `-` for none. With `score`,
also the F1 of its clusters by threshold, against the column `cluster`. Prints a line of JSON."""
import json
import os
import sys
import time


THRESHOLDS = (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.9999999)


def f1_of(connection, linker, pairs, threshold):
    """Over the pairs of records within clusters."""
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold)

    def pairs_by(columns):
        return connection.execute(
            f"SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM {found.physical_name} c"
            f" JOIN people p USING (unique_id) GROUP BY {columns})").fetchall()[0][0]
    return 2 * pairs_by('cluster_id, p.cluster') / (pairs_by('cluster_id') + pairs_by('p.cluster'))


def predict_from(block_on):
    return [block_on('first_name', 'surname', 'birth_place'), block_on('surname', 'dob'),
            block_on('first_name', 'dob'), block_on('postcode', 'first_name'),
            block_on('postcode', 'surname'), block_on('postcode', 'dob'), block_on('email')]


def train_on(block_on, is_narrow):
    """Blocks to begin the training with, and to train on."""
    if is_narrow:
        return ([block_on('first_name', 'surname', 'dob'),
                 block_on('substr(first_name,1,2)', 'surname', 'postcode'), block_on('dob', 'postcode')],
                [block_on('surname', 'dob'), block_on('first_name', 'postcode')])
    return ([block_on('first_name', 'surname', 'dob'),
             block_on('substr(first_name,1,2)', 'surname', 'substr(postcode,1,2)'),
             block_on('dob', 'postcode')],
            [block_on('first_name', 'surname'), block_on('dob')])


def main():
    source, clusters, model = sys.argv[1:4]
    model = None if model == '-' else model
    trained = model and os.path.exists(model)
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    start, loaded = time.perf_counter(), time.process_time()
    connection = duckdb.connect()
    connection.execute('PRAGMA threads=2')
    connection.execute(f"CREATE TABLE people AS"
                       f" SELECT *, first_name || ' ' || surname AS both_names"
                       f" FROM read_csv('{source}', all_varchar=true)")
    settings = SettingsCreator(
        link_type='dedupe_only', blocking_rules_to_generate_predictions=predict_from(block_on),
        comparisons=[
            cl.ForenameSurnameComparison('first_name', 'surname',
                                         forename_surname_concat_col_name='both_names'),
            cl.DateOfBirthComparison('dob', input_is_string=True),
            cl.PostcodeComparison('postcode'),
            cl.ExactMatch('birth_place').configure(term_frequency_adjustments=True),
            cl.ExactMatch('street').configure(term_frequency_adjustments=True),
            cl.EmailComparison('email')],
        max_iterations=25)
    api = DuckDBAPI(connection)
    linker = Linker(api.register('people'), model if trained else settings)
    read = time.perf_counter()
    if not trained:
        training = linker.training
        begin, train = train_on(block_on, 'narrow' in sys.argv[4:])
        training.estimate_probability_two_random_records_match(begin, recall=0.6)
        training.estimate_u_using_random_sampling(max_pairs=5e6)
        for blocks in train:
            training.estimate_parameters_using_expectation_maximisation(
                blocks, estimate_without_term_frequencies=True)
        if model:
            linker.misc.save_model_to_json(model, overwrite=True)
    trained_at = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95)
    connection.execute(f"COPY (SELECT unique_id AS id, cluster_id AS person"
                       f" FROM {found.physical_name}) TO '{clusters}' (HEADER)")
    end = time.perf_counter()
    answer = {'wall': end - start, 'read': read - start, 'train': trained_at - read,
              'predict': end - trained_at, 'cpu': time.process_time() - loaded}
    if 'score' in sys.argv[4:]:
        answer['f1'] = {threshold: f1_of(connection, linker, pairs, threshold)
                        for threshold in THRESHOLDS}
    print(json.dumps(answer))


main()
