# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of recordings is whole: every row can be found again, may be used, and serves one purpose."""

import ast
import json
import re
import unittest
from dataclasses import replace
from pathlib import Path

import energy
import repositories
import sources
from credits import credits
from get_recordings import origins, rows_for

RECIPES = Path(sources.__file__).parent
DICTIONARIES = RECIPES.parent


class TableTests(unittest.TestCase):
    table = sources.read_table()

    def test_has_no_problems(self):
        self.assertEqual(sources.problems(self.table), [])

    def test_every_source_can_be_fetched_again(self):
        for source in self.table:
            with self.subTest(source.name):
                place, _, name = source.origin.partition(":")
                self.assertIn(place, ("github", "debian"))
                self.assertTrue(name and source.commit)
                if place == "github":
                    self.assertRegex(source.commit, r"^[0-9a-f]{40}$")

    def test_sources_that_were_cut_have_the_sum_of_their_files(self):
        for source in self.table:
            if source.kind in ("voice", "noise"):
                with self.subTest(source.name):
                    self.assertRegex(source.sha256, r"^[0-9a-f]{64}$")

    def test_about_a_tenth_of_the_sources_is_kept_for_development_and_for_test(self):
        for kind in ("voice", "noise"):
            origins = {role: {s.origin for s in self.table if s.kind == kind and s.role == role} for role in sources.ROLES}
            total = sum(map(len, origins.values()))
            for role in ("development", "test"):
                self.assertGreaterEqual(len(origins[role]), total // 12, (kind, role))

    def test_only_training_makes_dictionaries_and_they_exist(self):
        for source in self.table:
            with self.subTest(source.name):
                self.assertTrue(source.role == "train" or not source.dictionaries)
                for name in source.dictionaries:
                    self.assertTrue((DICTIONARIES / f"{name}.md").is_file(), name)

    def test_what_a_dictionary_needs_is_got_once_with_what_it_is_scored_on(self):
        found = list(origins(rows_for(self.table, "band")))
        self.assertEqual(len(found), len(set(found)))
        for source in self.table:
            if "band" in source.dictionaries and source.take:
                self.assertIn(source.origin, found, source.name)
        self.assertIn("debian:open-invaders-data", found)  # songs of trackers for development
        noises = {source.origin for source in self.table if source.kind == "noise"}
        self.assertFalse(noises & set(found))

    def test_repositories_and_packages_have_places_of_their_own(self):
        self.assertEqual(repositories.place_of(Path("r"), "github:a/b"), Path("r/a+b"))
        self.assertEqual(repositories.place_of(Path("r"), "debian:c"), Path("r/debian/c"))

    def test_no_two_rows_are_alike(self):
        rows = [(s.origin, s.take, s.leave, s.only) for s in self.table]
        self.assertEqual(len(rows), len(set(rows)))

    def test_no_file_is_in_the_lists_of_two_rows_that_are_alike_but_for_them(self):
        listed = [(source.origin, source.take, path) for source in self.table if source.only and source.only.endswith(".txt")
                  for path in (RECIPES / source.only).read_text().splitlines()]
        self.assertEqual(len(listed), len(set(listed)))

    def test_selections_name_each_file_once(self):
        for listing in (RECIPES / "selections").glob("*.txt"):
            lines = listing.read_text().splitlines()
            self.assertEqual(lines, sorted(set(lines)), listing.name)


class ProblemTests(unittest.TestCase):
    good = sources.Source("name", "noise", "github:a/b", "CC0", "permissive", "train", "x")

    def found(self, **changed):
        return sources.problems([replace(self.good, **changed)])

    def test_a_good_row_has_none(self):
        self.assertEqual(self.found(), [])

    def test_reserved_recordings_are_found(self):
        for origin in ("github:vnglst/conference-call-sounds", "github:Eigenfocus/focus-assets", "github:x/EmoDB"):
            self.assertTrue(self.found(origin=origin), origin)

    def test_licences_that_do_not_let_a_dictionary_ship_are_found(self):
        for licence in ("CC BY-NC 4.0", "CC BY-ND 3.0", "GPL-2.0-only", "CC BY-SA 1.0", "not stated"):
            self.assertTrue(self.found(licence=licence), licence)

    def test_unknown_words_are_found(self):
        for changed in ({"kind": "smell"}, {"role": "tests"}, {"terms": "free"}, {"take": "("}, {"name": "A b"},
                        {"only": "selections/none.txt"}):
            self.assertTrue(self.found(**changed), changed)

    def test_a_name_twice_and_two_roles_of_one_origin_are_found(self):
        other = replace(self.good, role="test")
        self.assertEqual(len(sources.problems([self.good, other])), 2)


class ChoosingTests(unittest.TestCase):
    def test_takes_what_matches_but_for_what_is_left_out(self):
        source = replace(ProblemTests.good, take=r"^in/(?P<name>.*)\.wav$", leave="music")
        chosen = source.chosen(["in/b.wav", "in/a.wav", "out/a.wav", "in/music.wav", "in/a.txt"])
        self.assertEqual([(path, match["name"]) for path, match in chosen], [("in/a.wav", "a"), ("in/b.wav", "b")])


class CreditTests(unittest.TestCase):
    def test_the_strictest_source_decides_the_licence(self):
        rows = [replace(ProblemTests.good, name=terms, origin=f"github:a/{terms}", terms=terms, dictionaries=("d",))
                for terms in sources.TERMS]
        for count, release in enumerate(sources.TERMS.values(), 1):
            self.assertEqual(credits(rows[:count], "d", sources.TERMS)[1], release)
        self.assertEqual(len(credits(rows, "d", ["permissive"])[0]), 3)
        self.assertEqual(len(credits(rows, "other", sources.TERMS)[0]), 2)

    def test_every_dictionary_that_ships_is_credited_somewhere(self):
        for recipe in json.loads((RECIPES / "trainings.json").read_text()):
            self.assertGreater(len(credits(sources.read_table(), recipe["dictionary"], sources.TERMS)[0]), 2)


class EnergyTests(unittest.TestCase):
    costs = json.loads(energy.COSTS.read_text())

    def test_hours_become_energy_at_the_rated_power(self):
        self.assertEqual(energy.energy(16), "0.1 kWh")
        self.assertEqual(energy.energy(0.1), "0.62 Wh")
        self.assertIn("not recorded", energy.line("none", self.costs))

    def test_every_card_says_what_the_training_took(self):
        cards = [path.with_suffix(".md") for path in DICTIONARIES.glob("*.safetensors")]
        self.assertLessEqual(self.costs.keys(), {card.stem for card in cards})
        for card in cards:
            self.assertIn(f"\n{energy.line(card.stem, self.costs)}\n", card.read_text(), card.name)


class ScriptTests(unittest.TestCase):
    def test_every_script_parses_and_says_what_it_is_for(self):
        for script in RECIPES.glob("*.py"):
            with self.subTest(script.name):
                tree = ast.parse(script.read_text())
                self.assertTrue(ast.get_docstring(tree))
                self.assertIn("SPDX-License-Identifier: GPL-3.0-or-later", script.read_text())

    def test_no_script_names_a_folder_of_some_machine(self):
        for file in RECIPES.glob("*.*"):
            self.assertIsNone(re.search(r"[\"' =](/work|/root|/home|/dev/shm|/tmp)\b", file.read_text()), file.name)

    def test_commands_are_of_dictionaries_that_ship(self):
        for recipe in json.loads((RECIPES / "trainings.json").read_text()):
            self.assertTrue((DICTIONARIES / f"{recipe['dictionary']}.md").is_file(), recipe["dictionary"])


if __name__ == "__main__":
    unittest.main()
