"""The training room's verbs: train, backtest, reproduce."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from bullpen.data.service import Data
from bullpen.data.versions import DataVersion
from bullpen.domains.plugin import Domain
from bullpen.estimators.catalogue import estimator
from bullpen.features.fingerprint import feature_set_fingerprint
from bullpen.features.service import Features
from bullpen.infra.errors import NotFound
from bullpen.infra.logs import logger
from bullpen.infra.progress import Progress, silent
from bullpen.infra.suggest import suggestion
from bullpen.registry.model_version import ModelVersion, check_name
from bullpen.registry.service import Registry
from bullpen.training.backtest import Backtest, backtest
from bullpen.training.code_revision import code_revision
from bullpen.training.recipe import Recipe
from bullpen.training.reproduce import Reproduction, reproduce
from bullpen.training.settings import TrainingSettings
from bullpen.training.train import train
from bullpen.vocabulary.target import Target

log = logger("training")

DEFAULT_ESTIMATOR = "lightgbm"
DEFAULT_SCHEME = "expanding:30d"


@dataclass(frozen=True, slots=True)
class Training:
    """Makes model versions, and says what a way of making them would have been worth."""

    domains: Mapping[str, Domain]
    data: Data
    features: Features
    registry: Registry
    settings: TrainingSettings

    def target(self, name: str) -> tuple[Domain, Target]:
        """Find a target and its domain by the target's name."""
        known = {target: domain for domain in self.domains.values() for target in domain.targets}
        if name not in known:
            raise NotFound(f"There is no target {name!r}.{suggestion(name, known)}")
        return known[name], known[name].targets[name]

    def train(
        self,
        name: str,
        target_name: str,
        *,
        since: date | None = None,
        until: date | None = None,
        estimator_name: str = DEFAULT_ESTIMATOR,
    ) -> ModelVersion:
        """Train on the newest data version and register the result in `development`.

        Raises:
            UsageError: for a name outside the grammar, an unknown estimator, too short a period.
            NotFound: for an unknown target, or a period without labels.
            Conflict: if the home has no data.
        """
        check_name(name)
        domain, target = self.target(target_name)
        version = self.data.latest(domain.name)
        recipe = self._recipe(domain, target, version, estimator_name, since, until)
        curated = self.data.read(version)
        features_of = partial(self.features.assemble, version, curated)
        trained = train(name, recipe, domain, curated, features_of)
        log.info("trained", model=name, target=target.name, estimator=estimator_name)
        return self.registry.register(
            name,
            files=trained.files,
            recipe=recipe.as_json(),
            metrics=trained.metrics,
            sample=trained.sample,
        )

    def backtest(
        self,
        target_name: str,
        since: date,
        until: date,
        *,
        estimator_name: str = DEFAULT_ESTIMATOR,
        scheme: str = DEFAULT_SCHEME,
        progress: Progress = silent,
    ) -> Backtest:
        """Walk through a period on the newest data version, refitting on what was known before."""
        domain, target = self.target(target_name)
        version = self.data.latest(domain.name)
        curated = self.data.read(version)
        features_of = partial(self.features.assemble, version, curated)
        return backtest(
            domain,
            target,
            curated,
            features_of,
            since=since,
            until=until,
            estimator_name=estimator_name,
            scheme=scheme,
            settings=self.settings,
            simulated=version.simulated,
            progress=progress,
        )

    def reproduce(self, name: str, version_number: str) -> Reproduction:
        """Train a version again from the data version that it recorded, and compare.

        The original artifact is never read: what the database recorded of it is enough.
        """
        version = self.registry.get(name, version_number)
        recipe = Recipe.from_json(version.recipe)
        return reproduce(version, recipe, self.domains, self.data)

    def _recipe(
        self,
        domain: Domain,
        target: Target,
        version: DataVersion,
        estimator_name: str,
        since: date | None,
        until: date | None,
    ) -> Recipe:
        made = estimator(estimator_name, target.kind, domain.baselines.get(target.name, {}))
        return Recipe(
            domain=domain.name,
            target=target.name,
            estimator=estimator_name,
            parameters=made.parameters(),
            seed=self.settings.seed,
            data_version=version.id,
            simulated=version.simulated,
            features={
                "views": [view.id for view in domain.views],
                "fingerprint": feature_set_fingerprint(domain.views),
            },
            since=since,
            until=until,
            test_window=self.settings.test_window,
            tune_slates=self.settings.tune_slates,
            min_rows=self.settings.min_rows,
            bootstrap_draws=self.settings.bootstrap_draws,
            code=code_revision(),
        )
