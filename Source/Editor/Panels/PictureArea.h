// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Atoms/AtomDetail.h"
#include "Editor/Atoms/AtomsView.h"
#include "Editor/Panels/ViewBar.h"
#include "Editor/Picture/ActivationsView.h"
#include "Editor/Picture/MarkSteps.h"
#include "Editor/Picture/PictureFeed.h"
#include "Editor/Picture/SpectrogramView.h"
#include "Editor/Picture/TimeAxis.h"

namespace unbraid::editor
{

/** The picture and its views: the spectrogram in the colours of the sources, the activations, the atoms; one of them at a
    time, all from one history of frames. */
class PictureArea : public juce::Component, private juce::ChangeListener
{
public:
    /** model  must outlive the area
        [message] */
    explicit PictureArea (plugin::PluginModel& model);
    ~PictureArea() override;

    void show (const plugin::DictionaryInfo& dictionary);

    /** Reads the frames that there are. It does so itself while it can be seen. */
    void poll() { feed.read(); }

    void setView (View view);

    /** True while something stands in its place for a while: it goes on reading, so that it has no hole afterwards. */
    void setCovered (bool isCovered) { feed.setCovered (isCovered); }

    void setFrozen (bool shouldBeFrozen) { scope.setFrozen (shouldBeFrozen); }
    [[nodiscard]] bool isFrozen() const { return scope.isFrozen(); }
    void setSpanSeconds (double seconds) { scope.setSpan (seconds); }
    [[nodiscard]] double spanSeconds() const { return scope.span(); }
    void fit();

    /** Greys all sources but one; -1: none. */
    void isolate (int source) { scope.isolate (source); }

    /** Sets which sources are audible in Mix; the others are grey. */
    void setAudible (const std::vector<bool>& audible) { scope.setAudible (audible); }

    /** Of the atoms, in both views that show them. */
    void sortAtoms (AtomSort order);

    /** The next drag over the picture marks a span. */
    void beginMark (bool isAlone, int source) { spectrogram.marks().begin (isAlone, source); }
    void setMarks (const std::vector<plugin::SpanMark>& marks);

    /** Takes the last change of the marks back, or makes it again; false: there is none. */
    bool undoMarks();
    bool redoMarks();
    [[nodiscard]] const MarkSteps& markSteps() const noexcept { return steps; }

    /** No marks any more, and nothing to take back. */
    void forgetMarks();
    [[nodiscard]] const std::vector<plugin::SpanMark>& marks() { return spectrogram.marks().marks(); }

    /** Position of the newest column of the picture, as in PictureFrame. */
    [[nodiscard]] std::int64_t endPosition() const { return scope.positionAt (scope.now()); }

    /** Details of the chosen atom; it stands beside the picture. */
    [[nodiscard]] juce::Component& detail() { return atomDetail; }

    std::function<void()> onFreeze;      // asked for by the picture itself
    std::function<void (double)> onSpan; // zoomed by hand
    std::function<void()> onMarks;       // made, moved or removed

    void resized() override;

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void framesCame();
    void marksChanged();
    bool showStep (bool isStep);
    void showAtoms();
    void showChosenAtom();
    void showActivations();
    void updateDetail();
    [[nodiscard]] std::vector<float> use() const;

    plugin::PluginModel& model;
    PictureHistory history;
    PictureScope scope{ history };
    SpectrogramView spectrogram{ scope };
    ActivationsView activations{ scope };
    AtomsView atoms;
    AtomDetail atomDetail;
    plugin::AtomCurves curves; // of the dictionary that plays
    unsigned atomsNumber = 0;  // of that dictionary
    AtomSort order = AtomSort::centre;
    MarkSteps steps;
    double shownSpan = PictureScope::defaultSpan;
    PictureFeed feed;
};

} // namespace unbraid::editor
