# SPDX-License-Identifier: MIT
"""The schemas say what the program says, fault by fault, of every file of the corpora.

The program's word is `failoverctl config check --json`; the schema's is that of an independent
validator. A fault that no schema can express is in BEYOND, with the reason."""

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import jsonschema

from tests.schema import jsonc

CTL = os.path.join(os.environ.get('FAILOVERD_BUILD', 'build/release'), 'failoverctl')
CORPUS = 'tests/data/config'
SETTINGS = '''{"config_version": 1, "observers": "single",
    "references": ["https://a.example/", "https://b.example/", "https://c.example/"]}'''

# What a schema cannot say, by the code of the fault.
BEYOND = {
    'E045': 'a file that cannot be read',
    'E101': 'a Region that is described elsewhere',
    'E102': 'how many Regions there are beside what begins with "x-"',
    'E105': 'an ARN of the Region under whose name it stands',
    'E106': 'what two Regions must not share',
    'E107': 'what a Region needs because of a part of the application',
    'E108': 'what a Region has for a part that is not there',
    'E109': 'an ARN that belongs to another',
    'E110': 'a part that needs another',
    'E111': 'at least one probe that is critical',
    'E115': 'a kind that needs a part of the application',
    'E116': 'the same URL in two Regions',
    'E117': 'durations of which one must be longer than the other',
    'E118': 'a kind that cannot be critical',
    'E119': 'a URL for each Region',
    'E120': '"alone" of a probe that is not critical',
    'E121': 'a probe that is described elsewhere',
    'E122': 'limits on either side of each other; the unit of a probe',
    'E123': 'how many answers a window holds',
    'E124': 'how many probes a fact is about, by its kind',
    'E126': 'a fact that is described before this one',
    'E127': 'a number that is not greater than the length of a list',
    'E129': 'what a kind would refuse to ask',
    'E130': 'a duration that is longer than a probe\'s',
    'E131': 'the same',
    'E132': 'a probe that a part needs',
    'E141': 'a state that is described elsewhere',
    'E143': 'proof: a state has one purpose',
    'E144': 'proof: a way out of each state',
    'E145': 'proof: where a run leads',
    'E146': 'proof: a rule begins a run',
    'E147': 'proof: a move has a reason and a refuge',
    'E148': 'proof: a state for each kind of move',
    'E149': 'proof: a way to each state',
    'E151': 'the order of steps',
    'E152': 'a step that acts',
    'E153': 'a step that must be done',
    'E154': 'proof: a rule that can hold',
    'E155': 'proof: no rule twice',
    'E156': 'proof: no way home from home',
    'E158': 'what a planned move may lose',
}
# And single faults of codes that it otherwise says.
BEYOND_OF_FILE = {
    ('runbook-gates-no-room.json', 'E030'): 'a step that is there by itself needs room, too',
    ('int-huge.json', 'E020'): '1e1 is a whole number to a schema',
    ('int-odd-kinds.json', 'E020'): '1.0 is a whole number to a schema',
    ('status-odd.json', 'E027'): 'a range that ends before it begins',
}
# Faults of reading, which come before any schema; both readers refuse the file.
READING = re.compile(r'E00\d|E010')

# A fault of a member that the validator reports of what contains it.
OF_PARENT = {'additionalProperties', 'required', 'oneOf', 'propertyNames', 'uniqueItems',
             'maxItems', 'dependentRequired', 'not',
             None}  # a member that may not be there is `false`


def schema(name):
    said = subprocess.run([CTL, 'config', 'schema', name], stdout=subprocess.PIPE, check=True)
    return said.stdout.decode()


def validators():
    ret = {}
    for name in ('failoverd', 'application'):
        rules = json.loads(schema(name))
        jsonschema.Draft202012Validator.check_schema(rules)
        ret[name] = jsonschema.Draft202012Validator(rules)
    return ret


def kind_of(path):
    return 'failoverd' if os.path.basename(path).startswith('settings-') else 'application'


def program_says(path):
    """The errors, as the program reports them."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, 'apps.d'))
        with open(os.path.join(folder, 'failoverd.json'), 'w', encoding='ascii') as file:
            file.write(SETTINGS)
        shutil.copy(path, os.path.join(folder, 'failoverd.json' if kind_of(path) == 'failoverd'
                                       else 'apps.d/application.json'))
        said = subprocess.run([CTL, 'config', 'check', '--json', folder], check=False,
                              stdout=subprocess.PIPE)
    report = json.loads(said.stdout)
    errors = [d for d in report['diagnostics'] if d['severity'] == 'error']
    assert report['valid'] == (said.returncode == 0) == (not errors), report
    return errors


def pointer(path):
    return ''.join('/' + str(part).replace('~', '~0').replace('/', '~1') for part in path)


def flat(error):
    yield error
    for inner in error.context or []:
        yield from flat(inner)


def keyword_of(error):
    return 'propertyNames' if 'propertyNames' in error.schema_path else error.validator


def schema_says(validator, document):
    """(pointer, keyword) of each error, also of those within alternatives."""
    return {(pointer(e.absolute_path), keyword_of(e))
            for error in validator.iter_errors(document) for e in flat(error)}


def is_said(place, errors):
    parent = place.rpartition('/')[0]
    return any(at == place or (at == parent and keyword in OF_PARENT) for at, keyword in errors)


def is_near(place, fault):
    """Both are of the same value, or one is of what contains the other."""
    return place == fault or place.startswith(fault + '/') or fault.startswith(place + '/')


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.validators = validators()

    def read(self, path):
        with open(path, 'rb') as file:
            return jsonc.loads(file.read())

    def test_good_files_are_good_to_both(self):
        paths = sorted(glob.glob(f'{CORPUS}/good/*.json'))
        self.assertGreater(len(paths), 6)
        for path in paths:
            with self.subTest(path):
                self.assertEqual(program_says(path), [])
                self.assertEqual(
                    schema_says(self.validators[kind_of(path)], self.read(path)), set())

    def test_shipped_files_are_good(self):
        for path, name in (('conf/failoverd.json', 'failoverd'),
                           ('conf/examples/delegated.json', 'application'),
                           ('conf/apps.d/remittance.json', 'application')):
            document = self.read(path)
            self.assertEqual(schema_says(self.validators[name], document), set())
            beside = os.path.join(os.path.dirname(path), document['$schema'])
            self.assertEqual(os.path.normpath(beside), f'conf/{name}.schema.json')

    def test_each_fault_of_a_bad_file_is_one_to_both(self):
        paths = sorted(glob.glob(f'{CORPUS}/bad/*.json'))
        self.assertGreater(len(paths), 100)
        silent = set()
        for path in paths:
            with self.subTest(path):
                silent |= self.compare(path)
        # What is listed and never needed would hide a difference.
        self.assertEqual({code for code, _ in silent if code in BEYOND}, set(BEYOND))
        self.assertEqual({(file, code) for code, file in silent if code not in BEYOND},
                         set(BEYOND_OF_FILE))

    def compare(self, path):
        """(code, file) of each fault that the schema does not see."""
        file = os.path.basename(path)
        faults = program_says(path)
        self.assertNotEqual(faults, [])
        codes = {fault['code'] for fault in faults}
        try:
            document = self.read(path)
        except jsonc.Wrong:
            self.assertTrue(any(READING.match(code) for code in codes), codes)
            return set()
        errors = schema_says(self.validators[kind_of(path)], document)
        silent = {(f['code'], file) for f in faults if not is_said(f['pointer'], errors)}
        for code, _ in silent:
            self.assertTrue(code in BEYOND or (file, code) in BEYOND_OF_FILE,
                            f'{code} is nothing to the schema: {faults}')
        for place, keyword in errors:
            self.assertTrue(any(is_near(place, f['pointer']) for f in faults),
                            f'{keyword} at {place} is nothing to the program: {faults}')
        return silent


class Files(unittest.TestCase):
    def test_what_is_committed_is_what_the_program_prints(self):
        for name in ('failoverd', 'application'):
            with open(f'conf/{name}.schema.json', encoding='utf-8') as file:
                self.assertEqual(
                    file.read(), schema(name),
                    f'failoverctl config schema {name} > conf/{name}.schema.json')

    def test_every_option_is_in_the_shipped_example(self):
        for path, name in (('conf/failoverd.json', 'failoverd'),
                           ('conf/apps.d/remittance.json', 'application')):
            with open(path, encoding='utf-8') as file:
                words = set(re.findall(r'[A-Za-z_][\w-]*', file.read()))
            missing = set(self.options(json.loads(schema(name)))) - words
            self.assertEqual(missing, set(), path)

    def options(self, rules):
        for name, option in rules.get('properties', {}).items():
            yield name
            yield from self.options(option)
        for inner in rules.get('patternProperties', {}).values():
            if isinstance(inner, dict):
                yield from self.options(inner)
        if isinstance(rules.get('items'), dict):
            yield from self.options(rules['items'])

    def test_other_schemas_are_refused(self):
        said = subprocess.run([CTL, 'config', 'schema', 'nothing'], stderr=subprocess.PIPE,
                              check=False)
        self.assertEqual(said.returncode, 2)
        self.assertIn(b'failoverd and application', said.stderr)


if __name__ == '__main__':
    unittest.main()
