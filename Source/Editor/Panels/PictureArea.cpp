// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/PictureArea.h"

#include "Editor/Atoms/PartAtoms.h"

namespace unbraid::editor
{

PictureArea::PictureArea (plugin::PluginModel& modelToDraw)
    : model (modelToDraw)
    , feed (*this, model.picture(), history, [this] { framesCame(); })
{
    addAndMakeVisible (spectrogram);
    addChildComponent (activations);
    addChildComponent (atoms);
    spectrogram.onDrawn = activations.onDrawn = [this] (double seconds) { feed.drew (seconds); };
    atoms.onSelected = [this] (int) { showChosenAtom(); };
    spectrogram.onFreeze = [this]
    {
        if (onFreeze != nullptr)
            onFreeze();
    };
    spectrogram.marks().onMarksChanged = [this] (const auto&) { marksChanged(); };
    spectrogram.marks().onMakingEnded = [this]
    {
        if (onMarks != nullptr)
            onMarks();
    };
    scope.addChangeListener (this);
}

PictureArea::~PictureArea()
{
    scope.removeChangeListener (this);
}

void PictureArea::show (const plugin::DictionaryInfo& dictionary)
{
    scope.setDictionary (dictionary);
    if (std::exchange (atomsNumber, dictionary.number) != dictionary.number || atoms.atoms().sources.empty())
        showAtoms();
}

void PictureArea::framesCame()
{
    spectrogram.update();
    activations.update();
    updateDetail();
}

/** A piano roll where notes guide. */
void PictureArea::showActivations()
{
    activations.setAtoms (curves, curves.numParts > 0 ? AtomSort::pitch : order);
}

void PictureArea::updateDetail()
{
    if (atoms.isVisible()) // the detail may be shown after it
        atomDetail.update (summedOverParts (history.activations(), curves), use());
}

/** [atoms once] */
std::vector<float> PictureArea::use() const
{
    return summedOverParts (history.use(), curves);
}

void PictureArea::showAtoms()
{
    curves = model.dictionaries().atoms();
    atoms.show (oncePerPart (curves), oncePerPart (scope.dictionary(), curves), use());
    if (atoms.selected() < 0 && ! atoms.groups().empty() && ! atoms.groups().front().atoms.empty())
        atoms.select (atoms.groups().front().atoms.back());
    showActivations();
    showChosenAtom();
}

void PictureArea::showChosenAtom()
{
    AtomDetail::Atom atom;
    const int chosen = atoms.selected();
    for (const auto& group : atoms.groups())
        if (const auto found = std::find (group.atoms.begin(), group.atoms.end(), chosen);
            found != group.atoms.end())
            atom = { chosen, static_cast<int> (found - group.atoms.begin()) + 1,
                     static_cast<int> (group.atoms.size()), group.name, group.colour };
    atomDetail.show (atoms.atoms(), atom);
    updateDetail();
}

void PictureArea::setView (View view)
{
    spectrogram.setVisible (view == View::sources);
    activations.setVisible (view == View::activations);
    atoms.setVisible (view == View::dictionary);
    activations.fit();
    framesCame();
}

void PictureArea::sortAtoms (AtomSort newOrder)
{
    order = newOrder;
    atoms.setSort (order, use());
    showActivations();
    showChosenAtom();
}

void PictureArea::fit()
{
    spectrogram.fit();
    activations.fit();
}

void PictureArea::setMarks (const std::vector<plugin::SpanMark>& marks)
{
    spectrogram.marks().setMarks (marks);
    marksChanged();
}

void PictureArea::marksChanged()
{
    steps.change (marks());
    if (onMarks != nullptr)
        onMarks();
}

bool PictureArea::undoMarks()
{
    return showStep (steps.undo());
}

bool PictureArea::redoMarks()
{
    return showStep (steps.redo());
}

bool PictureArea::showStep (bool isStep)
{
    if (isStep)
        setMarks (steps.now());
    return isStep;
}

void PictureArea::forgetMarks()
{
    steps.clear();
    setMarks ({});
}

void PictureArea::changeListenerCallback (juce::ChangeBroadcaster*)
{
    if (! juce::approximatelyEqual (std::exchange (shownSpan, scope.span()), scope.span()) &&
        onSpan != nullptr)
        onSpan (scope.span());
}

void PictureArea::resized()
{
    activations.setBounds (getLocalBounds());
    atoms.setBounds (getLocalBounds());
    spectrogram.setBounds (getLocalBounds());
}

} // namespace unbraid::editor
